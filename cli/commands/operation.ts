import { MODELS } from '@tandem/core';
import { type Command, Option } from 'commander';
import { choice, dataDir, flag, integer, portBase, text } from '../flags.ts';
import type { Finish } from '../program.ts';
import { registerRoles } from './roles.ts';

const ROLES = ['viewer', 'support', 'operator'] as const;
const E164 = '^\\+[1-9][0-9]{6,14}$';

/** Commands that talk to a running system. */
export function registerOperation(program: Command, finish: Finish): void {
  talking(program.command('approve'))
    .description('act as the bank: one authentication, until its callback arrives')
    .requiredOption('--to <msisdn>', 'the subscriber, in E.164')
    .addOption(
      flag({ ...choice('--model <name>', MODELS, 'what the popup asks'), default: 'touch' }),
    )
    .addOption(
      flag({
        ...text('--message <text>', 'what the popup says', 'any text that fits the popup'),
        default: 'Do you approve this request?',
      }),
    )
    .addOption(
      flag(text('--request-id <id>', 'idempotency key', '1 to 64 characters', '^.{1,64}$')),
    )
    .addOption(new Option('--items <item...>', 'what itemselect offers, separated by spaces'))
    .addOption(flag(integer('--popup-seconds <n>', 1, 120, 'how long the popup stays')))
    .option('--json', 'one JSON document on stdout')
    .action(async (options, command: Command) => {
      requirePattern(command, '--to', options.to, E164, 'an E.164 number such as +14045550101');
      const { approve } = await import('./approve.run.ts');
      finish(await approve(options));
    });

  talking(program.command('trace'))
    .description('the life of one request, step by step, with the likely cause when it failed')
    .argument('<id>', 'transaction id, or the requestId of the local bank')
    .option('--json', 'one JSON document on stdout')
    .action(async (id: string, options) => {
      const { trace } = await import('./trace.run.ts');
      finish(await trace(id, options));
    });

  talking(program.command('sign-in'))
    .description('print an address of the dashboard that signs one person in, once')
    .addOption(
      flag({ ...choice('--role <name>', ROLES, 'what that person may do'), default: 'operator' }),
    )
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { signIn } = await import('./sign-in.run.ts');
      finish(await signIn(options));
    });

  talking(program.command('status'))
    .description('what runs, since when, and what happened to it')
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { status } = await import('./status.run.ts');
      finish(await status(options));
    });

  const region = program.command('region');
  registerRegion(region, finish);
  registerRoles(program, region, talking, finish);
  registerCallbacks(program.command('callbacks'), finish);

  const audit = program.command('audit').description('the hash-chained audit log');
  talking(audit.command('verify'))
    .description('check the hash chains from their first entry to their last')
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { verifyAudit } = await import('./audit.run.ts');
      finish(await verifyAudit(options));
    });
}

function registerRegion(region: Command, finish: Finish): void {
  region.description('faults and operations by hand');
  const actions = {
    stop: 'kill every process of the region (kill -9)',
    freeze: 'stop the processes of the region without ending them (SIGSTOP)',
    resume: 'let a frozen region go on (SIGCONT)',
    start: 'start a region whose processes are dead',
    reclaim: 'as when spot instances go: drain within the notice, then replace (SIGTERM)',
  };
  for (const [action, description] of Object.entries(actions)) {
    talking(region.command(action))
      .description(description)
      .argument('<region>', 'such as us-east-1')
      .option('--json', 'one JSON document on stdout')
      .action(async (name: string, options) => {
        const { actOnRegion } = await import('./region.run.ts');
        finish(await actOnRegion(action, name, options));
      });
  }
}

function registerCallbacks(callbacks: Command, finish: Finish): void {
  callbacks.description('the dead-letter list of callbacks');
  talking(callbacks.command('list'))
    .description('callbacks whose retry budget is used up')
    .option('--json', 'one JSON document on stdout')
    .action(async (options) => {
      const { listCallbacks } = await import('./callbacks.run.ts');
      finish(await listCallbacks(options));
    });
  talking(callbacks.command('retry'))
    .description('deliver dead callbacks again')
    .argument('[transaction...]', 'transaction ids; none: every one in the list')
    .option('--json', 'one JSON document on stdout')
    .action(async (ids: string[], options) => {
      const { retryCallbacks } = await import('./callbacks.run.ts');
      finish(await retryCallbacks(ids, options));
    });
}

function talking(command: Command): Command {
  return command
    .addOption(portBase())
    .addOption(
      flag(text('--url <url>', 'API of the running system', 'an http or https URL', '^https?://')),
    )
    .addOption(dataDir());
}

function requirePattern(
  command: Command,
  name: string,
  value: string,
  pattern: string,
  allowed: string,
): void {
  if (new RegExp(pattern).test(value)) return;
  command.error(`option '${name}': "${mask(value)}" is not allowed. Allowed: ${allowed}.`);
}

/** What was typed may be a real number with a slip in it: show its shape only. */
function mask(value: string): string {
  return value.replace(/[0-9]/g, '#').slice(0, 24);
}
