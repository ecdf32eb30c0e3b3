import type { Level } from '@tandem/runtime';
import { openHistory } from '../history/index.ts';
import { runLocal } from '../run.ts';
import { Bank, STOP_MS } from './bank.ts';
import type { BankOptions } from './options.ts';

/**
 * The bank as a process: starts, tells its supervisor its port (`bank`), serves until SIGTERM. Wrong
 * options and a port in use end it with one line and exit code 1.
 */
export function runBank(options: BankOptions, level: Level = 'info'): Promise<void> {
  return runLocal({
    name: 'bank',
    level,
    drainDeadlineMs: 2 * STOP_MS,
    start: async (logger) => {
      const history = openHistory(options.history, logger);
      const bank = new Bank(options, history && { record: history.record });
      const port = await bank.start();
      logger.info({ port }, 'bank ready');
      return {
        ports: { bank: port },
        drain: async () => {
          await bank.stop();
          await history?.close();
        },
      };
    },
  });
}
