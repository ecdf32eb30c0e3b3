import { processClock } from '../clock/process-clock.ts';
import type { Logger } from '../logging/logger.ts';
import { asParentMessage, reportFailed, reportReady } from './messages.ts';
import { describeStartupError } from './startup-error.ts';

/** A started process, as the lifecycle sees it. */
export interface Running {
  readonly ports: Readonly<Record<string, number>>;
  /** Finishes what is under way; resolves when nothing is left that a kill would cost. */
  drain(deadlineMs: number): Promise<void>;
}

export interface LifecycleOptions {
  readonly logger: Logger;
  readonly drainDeadlineMs: number;
  readonly start: () => Promise<Running>;
}

/**
 * The life of a process: start, tell the supervisor, drain on SIGTERM, SIGINT or a lost supervisor, and
 * exit 0. A second signal or the deadline exits 1. What nobody caught is logged and exits 1 at once
 * (crash-only: the stores recover, a half-broken process does not).
 */
export async function runProcess({ logger, drainDeadlineMs, start }: LifecycleOptions) {
  const crash = (error: unknown, origin: string) => {
    logger.fatal({ err: error, origin }, 'uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', (error) => crash(error, 'unhandledRejection'));

  let running: Running | undefined;
  let stopping = false;
  const stop = (cause: string) => {
    if (stopping) {
      // Whoever stops a process group (systemd, timeout) reaches this process and its supervisor, which
      // then asks again: one request, said twice.
      if (process.connected) return;
      logger.warn({ cause }, 'second request to stop: exit without draining');
      process.exit(1);
    }
    stopping = true;
    // Still starting: nothing was accepted yet, so there is nothing to drain.
    if (!running) process.exit(0);
    drainAndExit(running, cause);
  };
  const drainAndExit = (started: Running, cause: string) => {
    logger.info({ cause, deadlineMs: drainDeadlineMs }, 'draining');
    const timer = setTimeout(() => {
      logger.error({ deadlineMs: drainDeadlineMs }, 'drain deadline passed');
      process.exit(1);
    }, drainDeadlineMs);
    started.drain(drainDeadlineMs).then(
      () => {
        clearTimeout(timer);
        logger.info('drained');
        process.exit(0);
      },
      (error: unknown) => crash(error, 'drain'),
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => {
    // Ctrl-C reaches the whole group; a supervised process waits for what its supervisor makes of it.
    if (!process.connected) stop('SIGINT');
  });
  process.on('disconnect', () => {
    if (!stopping) stop('supervisor gone');
  });
  // Only the process that started this one can speak here: the channel is a socket pair of the two.
  process.on('message', (value) => {
    const message = asParentMessage(value);
    if (!message) return;
    processClock.skew(message.skewMs);
    logger.warn({ skewMs: message.skewMs }, 'the wall clock of this process was moved');
  });

  try {
    running = await start();
  } catch (error) {
    const message = describeStartupError(error);
    if (message === undefined) return crash(error, 'start');
    reportFailed(message);
    process.stderr.write(`tandem: ${message}\n`);
    process.exit(1);
  }
  reportReady(running.ports);
}
