import { type OptionSpec, SERVE_OPTIONS } from '@tandem/runtime/options';
import { PROFILES } from '@tandem/topology';
import { type Command, Option } from 'commander';
import { choice, dataDir, flag, integer, number, portBase, text } from '../flags.ts';

/** What a container runs, and the processes that `tandem up` starts (hidden from the help). */
export function registerProcesses(program: Command): void {
  const serve = program
    .command('serve')
    .description('run workloads of one region; what a container runs');
  for (const spec of Object.values<OptionSpec>(SERVE_OPTIONS)) serve.addOption(serveOption(spec));
  serve.action(async (_options, command: Command) => {
    const { serveWorkloads } = await import('./serve.run.ts');
    await serveWorkloads(flagsOf(command));
  });

  registerEngines(program.command('engine', { hidden: true }));

  program
    .command('carrier', { hidden: true })
    .description('the simulated operator: SMSC, handsets, MNO API')
    .addOption(requiredData())
    .addOption(profile())
    .addOption(port('--smsc-port'))
    .addOption(port('--mno-port'))
    .addOption(port('--control-port'))
    .addOption(port('--applet-port'))
    .addOption(history())
    .addOption(seed())
    .addOption(flag(number('--pace <n>', 0, 10, 'how long people take; 1 is the ordinary time')))
    .action(async (options) => {
      const { carrier } = await import('./carrier.run.ts');
      await carrier(options);
    });

  program
    .command('bank', { hidden: true })
    .description('the simulated customer')
    .addOption(requiredData())
    .addOption(profile())
    .addOption(port('--port'))
    .addOption(port('--api-port'))
    .addOption(history())
    .addOption(seed())
    .action(async (options) => {
      const { bank } = await import('./bank.run.ts');
      await bank(options);
    });

  program
    .command('edge', { hidden: true })
    .description('the stand-ins of Cloudflare and Global Accelerator')
    .addOption(requiredData())
    .addOption(profile())
    .addOption(portBase().makeOptionMandatory())
    .option('--split', 'the dashboard of a region has a listener of its own')
    .addOption(history())
    .addOption(seed())
    .action(async (options) => {
      const { edge } = await import('./edge.run.ts');
      await edge(options);
    });
}

function registerEngines(engine: Command): void {
  engine.description('the embedded engines');
  engine
    .command('documents')
    .description('the documents of both regions')
    .addOption(requiredData())
    .addOption(profile())
    .addOption(controlPort())
    .addOption(history())
    .action(async (options) => {
      const { documentsEngine } = await import('./engine.run.ts');
      await documentsEngine(options);
    });
  engine
    .command('region')
    .description('cache and events of one region')
    .addOption(requiredData())
    .addOption(profile())
    .requiredOption('--region <name>', 'such as us-east-1')
    .addOption(controlPort())
    .option('--peer <region...>', 'regions whose cache replicates with this one', [])
    .action(async (options) => {
      const { regionEngine } = await import('./engine.run.ts');
      await regionEngine(options);
    });
}

const requiredData = () => dataDir().makeOptionMandatory();
const profile = () =>
  flag({ ...choice('--profile <name>', PROFILES, 'figures'), default: 'document' });
const controlPort = () =>
  flag(integer('--control-port <n>', 0, 65_535, 'port that takes orders to misbehave'));
const history = () => flag(text('--history <file>', 'appends what this process saw', 'a path'));
const seed = () => flag(integer('--seed <n>', 0, 2 ** 31 - 1, 'of all that is random'));
const port = (name: string) =>
  flag(integer(`${name} <n>`, 0, 65_535, 'port to listen on or to call')).makeOptionMandatory();

/** Values stay text here: `readServeConfig` checks flags and variables alike, naming where each came from. */
function serveOption(spec: OptionSpec): Option {
  const value = spec.kind === 'boolean' ? '[boolean]' : `<${spec.kind}>`;
  const described = text(`--${spec.flag} ${value}`, spec.describe, spec.allowed);
  return new Option(described.flags, `${spec.describe} (${spec.allowed}; ${spec.variable})`);
}

function flagsOf(command: Command): Record<string, string | boolean | undefined> {
  return Object.fromEntries(
    command.options.map((option) => [
      option.long?.slice(2) ?? '',
      command.getOptionValue(option.attributeName()) as string | boolean | undefined,
    ]),
  );
}
