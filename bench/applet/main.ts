// Runs this benchmark alone: npx esbuild bench/applet/main.ts --bundle --platform=node --format=esm
// --packages=external --alias:@tandem/applet=./protocols/applet/index.ts --alias:@tandem/core=./core/index.ts
// --outfile=dist/bench-applet.mjs && node dist/bench-applet.mjs [rounds]
import { runAppletChild } from './child.ts';
import { benchApplet } from './index.ts';

const [command, ...args] = process.argv.slice(2);
if (command === 'bench-child') {
  runAppletChild(args.slice(1));
} else {
  const note = (line: string) => process.stderr.write(`${line}\n`);
  const measures = await benchApplet({ rounds: Number(command ?? 5), note });
  process.stdout.write(`${JSON.stringify(measures, undefined, 2)}\n`);
}
