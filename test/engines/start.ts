import { parseArgs } from 'node:util';
import { rigMissing, startRig } from './rig/rig.ts';

const EXIT_MISSING = 2;
const USAGE = 'usage: node test/engines/start.mjs [--brokers 1|3]';

/**
 * Starts real servers for both regions, prints the variables to export, and stops the servers on Ctrl-C,
 * SIGTERM, or when the process that forked it is gone. Exit 2 when a server is not installed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { brokers: { type: 'string', default: '1' } } });
  if (!['1', '3'].includes(values.brokers)) return fail(USAGE);
  const reason = rigMissing();
  if (reason !== undefined) return fail(reason);
  const asked = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
    process.once('disconnect', stop);
  });
  process.stderr.write('starting MongoDB, Redis and Kafka for both regions\n');
  const rig = await startRig({ brokers: Number(values.brokers) });
  if (process.send) process.send({ variables: rig.variables });
  else {
    for (const [name, value] of Object.entries(rig.variables)) {
      process.stdout.write(`export ${name}='${value}'\n`);
    }
    process.stderr.write(
      'export these where "npm start" and "npx tandem" run; Ctrl-C stops them\n',
    );
  }
  await asked;
  await rig.stop();
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`);
  if (process.connected) process.send?.({ missing: reason });
  process.exitCode = EXIT_MISSING;
  if (process.connected) process.disconnect();
}

await main();
