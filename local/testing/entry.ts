import { runBank } from '../bank/index.ts';
import { runCarrier } from '../carrier/index.ts';

/** What tests start as a process: `carrier` or `bank`, and its options as JSON. */
const [, , party, options = '{}'] = process.argv;
const run = party === 'carrier' ? runCarrier : runBank;
run(JSON.parse(options), 'warn').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
