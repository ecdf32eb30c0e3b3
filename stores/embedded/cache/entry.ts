/**
 * What a replica knows about one key. Stamps are microseconds of the writer's wall clock, growing with
 * every write of one replica; equal ones are ordered by the replica's name. These arrays are also what
 * replicas send each other and what is stored.
 */
export type ValueEntry = readonly [
  kind: 'value',
  expiresAt: number,
  stamp: number,
  replica: string,
  /** The stamp of what the writer saw and overwrote: anything newer was written concurrently. */
  seen: number,
  value: string,
];
export type FieldsEntry = readonly [
  kind: 'fields',
  expiresAt: number,
  /** Fields up to this stamp were deleted with the whole key. */
  clearedAt: number,
  fields: ReadonlyMap<string, Field>,
];
export type CounterEntry = readonly [
  kind: 'counter',
  expiresAt: number,
  clearedAt: number,
  bornAt: number,
  sums: ReadonlyMap<string, Sum>,
];
export type DeletedEntry = readonly [
  kind: 'deleted',
  expiresAt: number,
  stamp: number,
  replica: string,
];
export type Entry = ValueEntry | FieldsEntry | CounterEntry | DeletedEntry;

/** What one replica has added, as of its last increment. */
export interface Sum {
  readonly total: number;
  readonly stamp: number;
}

/** `value` is null where the field was deleted; that knowledge itself expires. */
export interface Field {
  readonly value: string | null;
  readonly stamp: number;
  readonly replica: string;
  readonly expiresAt: number;
}

/** The stamp of the newest write in the entry. */
export function newestStamp(entry: Entry): number {
  switch (entry[0]) {
    case 'value':
    case 'deleted':
      return entry[2];
    case 'counter':
      return entry[3];
    case 'fields': {
      let newest = entry[2];
      for (const { stamp } of entry[3].values()) newest = Math.max(newest, stamp);
      return newest;
    }
  }
}

/** [stamp, replica] order: later wins, the greater name on a tie. */
export function isLater(
  stamp: number,
  replica: string,
  otherStamp: number,
  otherReplica: string,
): boolean {
  return stamp > otherStamp || (stamp === otherStamp && replica > otherReplica);
}
