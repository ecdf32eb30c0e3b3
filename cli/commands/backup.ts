import type { Command } from 'commander';
import { dataDir, flag, text } from '../flags.ts';
import type { Finish } from '../program.ts';

/** What the backup job of the active region wrote, and how it comes back. */
export function registerBackups(program: Command, finish: Finish): void {
  const backup = program.command('backup').description('the daily backups of the documents');
  located(backup.command('list'))
    .description('every backup that is whole, oldest first')
    .action(async (options) => {
      const { listAllBackups } = await import('./backup.run.ts');
      finish(await listAllBackups(options));
    });
  located(backup.command('restore'))
    .description('insert what a backup holds and documents do not; writes over nothing')
    .argument('<id>', 'of "tandem backup list"')
    .action(async (id: string, options) => {
      const { restore } = await import('./backup.run.ts');
      finish(await restore(id, options));
    });
}

function located(command: Command): Command {
  return command
    .addOption(dataDir())
    .addOption(flag(text('--region <name>', 'whose bucket is read', 'such as us-east-1')))
    .option('--json', 'one JSON document on stdout');
}
