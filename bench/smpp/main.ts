// Runs this benchmark alone: npx esbuild bench/smpp/main.ts --bundle --platform=node --format=esm
// --external:ajv --external:typebox --outfile=.tandem/bench-smpp.mjs && node .tandem/bench-smpp.mjs [rounds]
import { runSmppChild } from './child.ts';
import { benchSmpp } from './index.ts';

const [command, ...args] = process.argv.slice(2);
if (command === 'bench-child') {
  await runSmppChild(args.slice(1));
} else {
  const note = (line: string) => process.stderr.write(`${line}\n`);
  const measures = await benchSmpp({ rounds: Number(command ?? 5), note });
  process.stdout.write(`${JSON.stringify(measures, undefined, 2)}\n`);
}
