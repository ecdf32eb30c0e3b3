import { PROFILES } from '@tandem/topology';
import type { Command } from 'commander';
import { choice, DEFAULT_DATA_DIR, dataDir, flag, integer, portBase, text } from '../flags.ts';
import type { Finish } from '../program.ts';

/** Commands that start the local system or look at the machine. */
export function registerSystem(program: Command, finish: Finish): void {
  program
    .command('up')
    .description('run the whole system on this machine; Ctrl-C drains it')
    .addOption(
      flag({ ...choice('--profile <name>', PROFILES, 'figures to run with'), default: 'document' }),
    )
    .addOption(
      flag({
        ...text('--data <dir>', 'directory of the data', 'a directory'),
        default: DEFAULT_DATA_DIR,
      }),
    )
    .addOption(portBase())
    .option('--split', 'one process per workload instead of one per region')
    .addOption(flag(integer('--seconds <n>', 1, 31_536_000, 'stop by itself after this time')))
    .action(async (options) => {
      const { up } = await import('./up.run.ts');
      finish(await up(options));
    });

  program
    .command('doctor')
    .description('check this machine and the configuration, and say what to fix')
    .addOption(dataDir())
    .addOption(portBase())
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { doctor } = await import('./doctor.run.ts');
      finish(await doctor(options));
    });
}
