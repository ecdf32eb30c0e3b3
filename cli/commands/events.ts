import type { Command } from 'commander';
import { dataDir, flag, portBase, text } from '../flags.ts';
import type { Finish } from '../program.ts';

/** Commands about the event log of a region, which they talk to themselves. */
export function registerEvents(program: Command, finish: Finish): void {
  const events = program.command('events').description('the event log of a region');
  inRegion(events.command('dead-letters'))
    .description('events whose effect failed again and again, and why')
    .action(async (options) => {
      const { showDeadLetters } = await import('./events.run.ts');
      finish(await showDeadLetters(options));
    });
  inRegion(events.command('redrive'))
    .description('publish dead letters again, once their reason is gone')
    .argument('[topic...]', 'topics that they came from; none: every one')
    .action(async (topics: string[], options) => {
      const { redrive } = await import('./events.run.ts');
      finish(await redrive(topics, options));
    });
}

function inRegion(command: Command): Command {
  return command
    .addOption(
      flag(
        text(
          '--region <region>',
          'default: TANDEM_REGION, else every region',
          'a region of the topology, such as us-east-1',
        ),
      ),
    )
    .addOption(portBase())
    .addOption(dataDir())
    .option('--json', 'one JSON document on stdout');
}
