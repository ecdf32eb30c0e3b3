// Runs this benchmark alone: npx esbuild bench/stores/main.ts --bundle --platform=node --format=esm
// --external:libsql --external:msgpackr --external:typebox --external:mongodb --external:@redis/client
// --external:@platformatic/kafka --outfile=dist/bench-stores.mjs
// && node dist/bench-stores.mjs [rounds]
import { runStoresChild } from './child.ts';
import { benchStores } from './index.ts';

const [command, ...args] = process.argv.slice(2);
if (command === 'bench-child') {
  await runStoresChild(args.slice(1));
} else {
  const measures = await benchStores({ rounds: Number(command ?? 3) });
  process.stdout.write(`${JSON.stringify(measures, undefined, 2)}\n`);
}
