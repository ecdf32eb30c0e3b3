export interface Engine {
  readonly socketPath: string;
  /** Drains and stops; a second call waits for the first. kill -9 is as good, only the next start is slower. */
  close(): Promise<void>;
}

export function engineOf(socketPath: string, stop: () => Promise<void>): Engine {
  let stopped: Promise<void> | undefined;
  return {
    socketPath,
    close() {
      stopped ??= stop();
      return stopped;
    },
  };
}
