import { systemClock } from '@tandem/core';
import { type Level, SampledLogger } from '@tandem/runtime';
import { openHistory } from '../history/index.ts';
import { runLocal } from '../run.ts';
import { Carrier } from './carrier.ts';
import { type CarrierOptions, DEFAULT_DRAIN_MS } from './options.ts';

/** What closing the listeners may take after the binds and handsets have drained. */
const CLOSE_MS = 3_000;

/**
 * The carrier as a process: starts, tells its supervisor its ports (`smsc`, `mnoApi`, `control`), serves
 * until SIGTERM and drains. Wrong options and ports in use end it with one line and exit code 1.
 */
export function runCarrier(options: CarrierOptions, level: Level = 'info'): Promise<void> {
  const drainMs = options.drainMs ?? DEFAULT_DRAIN_MS;
  return runLocal({
    name: 'carrier',
    level,
    drainDeadlineMs: drainMs + CLOSE_MS,
    start: async (logger) => {
      const sampled = new SampledLogger(logger, { clock: systemClock });
      const history = openHistory(options.history, logger);
      const carrier = new Carrier(options, {
        record: history?.record,
        onProblem: (err, what) => sampled.log('warn', 'carrier problem', { err, what }),
      });
      const ports = await carrier.start();
      logger.info({ ports }, 'carrier ready');
      return {
        ports: { ...ports },
        drain: async () => {
          await carrier.stop();
          await history?.close();
        },
      };
    },
  });
}
