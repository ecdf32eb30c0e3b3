/** A process of the local system tells its parent, where it has one, that it serves now. */
export function announceReady(message: Readonly<Record<string, unknown>>): void {
  process.send?.({ type: 'ready', ...message });
}

/**
 * Runs `drain` at the first SIGTERM or SIGINT, or when the parent is gone; then lets the process end by
 * itself. A second signal ends it at once. Resolves when drained.
 */
export function drainOnSignal(drain: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let draining = false;
    const stop = () => {
      if (draining) process.exit(1);
      draining = true;
      drain().then(resolve, reject);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.once('disconnect', () => {
      if (!draining) stop();
    });
  });
}
