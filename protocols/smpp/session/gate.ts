/** Decides when the next request may leave: pacing and back-off. Times are monotonic milliseconds. */
export interface SendGate {
  /** Zero when a request may go now, else how long to wait. */
  waitMs(now: number): number;
  /** A request left. */
  sent(): void;
  /** A request of the window was answered with this command_status. */
  answered(status: number, now: number): void;
}

export const OPEN_GATE: SendGate = {
  waitMs: () => 0,
  sent: () => undefined,
  answered: () => undefined,
};
