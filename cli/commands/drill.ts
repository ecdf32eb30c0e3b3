import { PROFILES } from '@tandem/topology';
import { type Command, CommanderError } from 'commander';
import { choice, flag, integer, text } from '../flags.ts';
import type { Finish } from '../program.ts';

/** What a drill exits with when its command line is not understood, or a history cannot be read. */
export const EXIT_USAGE = 3;

const MAX_SEED = 4_294_967_295;
export const DEFAULT_REPORT_DIR = 'drill-reports';

/** Commands that make things go wrong on purpose and judge what came of it. */
export function registerDrills(program: Command, finish: Finish): void {
  const drill = running(program.command('drill').enablePositionalOptions())
    .description('make things go wrong on a system of its own, and prove that nothing was lost')
    .argument('[name]', 'a drill of "tandem drill list", or all')
    .addOption(
      flag(
        integer('--rate <n>', 1, 10_000, 'requests offered a second; default: 50, on servers 10'),
      ),
    )
    .addOption(flag(integer('--seconds <n>', 1, 86_400, 'of load; default: by profile, fast 15')))
    .addOption(seed())
    .addOption(reportDir())
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExit: 0 valid, 1 invalid, 2 unknown or ended early, 3 the command line is wrong.',
    )
    .action(async (name: string | undefined, options) => {
      const { drillRun } = await import('./drill.run.ts');
      finish(await drillRun(name, options));
    });

  understood(drill.command('list'))
    .description('every drill, and what it does')
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { listDrills } = await import('./drill.run.ts');
      finish(listDrills(options));
    });

  understood(drill.command('check'))
    .description('judge a recorded history again, without running anything')
    .argument('<dir>', 'a directory with history.jsonl')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExit: 0 valid, 1 invalid, 2 unknown, 3 there is no history, or a line of it is corrupt.',
    )
    .action(async (dir: string, options) => {
      const { checkDrill } = await import('./drill.run.ts');
      finish(await checkDrill(dir, options));
    });

  understood(drill.command('rto'))
    .description('measure every profile against the losses of a region, and write the table')
    .addOption(reportDir())
    .addOption(flag(text('--page <file>', 'write the table here; default: stdout', 'a file')))
    .addOption(seed())
    .action(async (options) => {
      const { measureRto } = await import('./drill-rto.run.ts');
      finish(await measureRto(options));
    });
}

const seed = () =>
  flag({ ...integer('--seed <n>', 0, MAX_SEED, 'of load and faults'), default: 1 });

const reportDir = () =>
  flag({
    ...text('--report <dir>', 'where reports go, one directory a drill', 'a directory'),
    default: DEFAULT_REPORT_DIR,
  });

function running(command: Command): Command {
  return understood(command).addOption(
    flag({ ...choice('--profile <name>', PROFILES, 'figures to run with'), default: 'fast' }),
  );
}

/** 1 and 2 are verdicts here, so what is not understood ends with a code of its own. */
function understood(command: Command): Command {
  return command.exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    throw new CommanderError(EXIT_USAGE, error.code, error.message);
  });
}
