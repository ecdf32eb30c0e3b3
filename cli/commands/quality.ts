import type { Command } from 'commander';
import { flag, integer, text } from '../flags.ts';
import type { Finish } from '../program.ts';

const outDir = () =>
  flag({
    ...text('--out <dir>', 'directory of the generated files', 'a directory'),
    default: 'out',
  });

/** Commands that measure and verify. */
export function registerQuality(program: Command, finish: Finish): void {
  program
    .command('synth')
    .description('write Terraform, manifests and rules of every region, all of it or nothing')
    .addOption(outDir())
    .option('--release <file>', 'JSON with what only an account and a release know')
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { synth } = await import('./synth.run.ts');
      finish(synth(options));
    });

  program
    .command('verify')
    .description('prove what synth wrote with every tool of this machine; say which were absent')
    .addOption(outDir())
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { verify } = await import('./verify.run.ts');
      finish(await verify(options));
    });

  program
    .command('bench')
    .description('measure Tandem, with its peers in the same run')
    .argument('[name]', 'smpp, applet, stores, authenticate; none: all of them', checkedName)
    .option('--json', 'one JSON document on stdout')
    .option('--quick', 'shorter runs: less exact, same comparisons')
    .addOption(
      flag(integer('--rate <n>', 1, 100_000, 'authenticate: authentications/s of the open loop')),
    )
    .addOption(
      flag(integer('--soak <seconds>', 120, 86_400, 'authenticate: then watch the memory so long')),
    )
    .action(async (name: string | undefined, options) => {
      const { bench } = await import('./bench.run.ts');
      finish(await bench(name, options));
    });

  program
    .command('bench-child', { hidden: true })
    .description('a process that a benchmark starts')
    .argument('<benchmark>')
    .argument('[arguments...]')
    .action(async (benchmark: string, args: string[]) => {
      const { benchChild } = await import('./bench.run.ts');
      await benchChild(benchmark, args);
    });
}

const BENCHES = ['smpp', 'applet', 'stores', 'authenticate'];

function checkedName(name: string): string {
  if (BENCHES.includes(name)) return name;
  throw new Error(`bench: "${name}" is not a benchmark. Allowed: ${BENCHES.join(', ')}.`);
}
