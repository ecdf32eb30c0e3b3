export interface WorkerCall {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

export interface WorkerReply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
