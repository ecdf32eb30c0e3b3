/** How often one authentication does each thing, on average, by the system's own count. */
export interface WorkCounts {
  /** Requests of the bank and requests to the operator's API. */
  readonly httpRequests: number;
  readonly callbacks: number;
  readonly documentWrites: number;
  /** submit_sm, each answered and reported by a deliver_sm. */
  readonly messages: number;
  /** Connections of applets, each with two exchanges. */
  readonly connections: number;
}

export type WorkName = keyof WorkCounts;

export const WORK_TITLES: Readonly<Record<WorkName, string>> = {
  httpRequests: 'HTTP requests',
  callbacks: 'callbacks',
  documentWrites: 'document writes',
  messages: 'submit_sm and deliver_sm',
  connections: 'TCP connections of two exchanges',
};

export const WORK_NAMES = Object.keys(WORK_TITLES) as WorkName[];

/** CPU seconds of both sides for one piece of each work. */
export type WorkCosts = Readonly<Record<WorkName, number>>;

/** CPU seconds that one authentication cannot do without: each piece as often as it happens. */
export function floorSeconds(counts: WorkCounts, costs: WorkCosts): number {
  return WORK_NAMES.reduce((sum, name) => sum + counts[name] * costs[name], 0);
}
