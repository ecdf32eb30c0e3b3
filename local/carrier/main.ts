import { systemClock } from '@tandem/core';
import { createLogger, type Level, SampledLogger } from '@tandem/runtime';
import { announceReady, drainOnSignal } from '../process.ts';
import { Carrier } from './carrier.ts';
import type { CarrierOptions } from './options.ts';

/**
 * The carrier as a process: starts, tells its parent `{type: 'ready', process: 'carrier', ports}`, serves
 * until SIGTERM and drains. Rejects when the options are wrong (InvalidInputError) or a port is in use.
 */
export async function runCarrier(options: CarrierOptions, level: Level = 'info'): Promise<void> {
  const logger = createLogger({ level, bindings: { process: 'carrier' } });
  const sampled = new SampledLogger(logger, { clock: systemClock });
  const carrier = new Carrier(options, {
    onProblem: (err, what) => sampled.log('warn', 'carrier problem', { err, what }),
  });
  const ports = await carrier.start();
  logger.info({ ports }, 'carrier ready');
  announceReady({ process: 'carrier', ports });
  await drainOnSignal(() => carrier.stop());
  logger.info('carrier drained');
}
