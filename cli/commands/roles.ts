import type { Command } from 'commander';
import { flag, text } from '../flags.ts';
import type { Finish } from '../program.ts';

const regionName = (flags: string, describe: string) =>
  flag(text(flags, describe, 'such as us-east-1', '^[a-z0-9-]{1,64}$'));

/** Which region is active, and which gets traffic. `talking` adds the options that find the system. */
export function registerRoles(
  program: Command,
  region: Command,
  talking: (command: Command) => Command,
  finish: Finish,
): void {
  const moves = {
    failover: 'move singleton work to another region, in good order',
    failback: 'move singleton work back to the home region, in good order',
  } as const;
  for (const name of ['failover', 'failback'] as const) {
    talking(program.command(name))
      .description(moves[name])
      .addOption(regionName('--to <region>', 'the region that shall be active'))
      .addOption(
        regionName(
          '--force <region>',
          'the same region again: move although it is not able to serve',
        ),
      )
      .option('--json', 'one JSON document on stdout')
      .action(async (options) => {
        const commands = await import('./failover.run.ts');
        finish(await commands[name](options));
      });
  }
  const orders = {
    drain: 'keep traffic and singleton work away from the region, until undrain',
    undrain: 'let traffic come to the region again',
  } as const;
  for (const action of ['drain', 'undrain'] as const) {
    talking(region.command(action))
      .description(orders[action])
      .argument('<region>', 'such as us-east-1')
      .addOption(
        regionName(
          '--force <region>',
          'the same region again: drain although no other is able to serve',
        ),
      )
      .option('--json', 'one JSON document on stdout')
      .action(async (name: string, options) => {
        const { drainRegion } = await import('./region.run.ts');
        finish(await drainRegion(action, name, options));
      });
  }
}
