import { createLogger, type Level } from '@tandem/runtime';
import { announceReady, drainOnSignal } from '../process.ts';
import { Bank } from './bank.ts';
import type { BankOptions } from './options.ts';

/**
 * The bank as a process: starts, tells its parent `{type: 'ready', process: 'bank', ports}`, serves until
 * SIGTERM. Rejects when the options are wrong (InvalidInputError) or the port is in use.
 */
export async function runBank(options: BankOptions, level: Level = 'info'): Promise<void> {
  const logger = createLogger({ level, bindings: { process: 'bank' } });
  const bank = new Bank(options);
  const port = await bank.start();
  logger.info({ port }, 'bank ready');
  announceReady({ process: 'bank', ports: { bank: port } });
  await drainOnSignal(() => bank.stop());
  logger.info('bank drained');
}
