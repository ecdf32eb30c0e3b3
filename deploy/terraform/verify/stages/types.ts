import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.ts';
import { judged, notRun, type Stage } from '../stage.ts';

/** The program against the types that are generated from the schemas of the providers. */
export const types: Stage = {
  number: 1,
  name: 'types of the program',
  async run({ sources }) {
    if (sources === undefined) return notRun('only the bundle is here, not the sources');
    const compiler = join(sources, 'node_modules/typescript/bin/tsc');
    if (!existsSync(compiler)) return notRun('typescript is not installed');
    const project = join(sources, 'deploy/terraform/tsconfig.json');
    const args = [compiler, '-p', project, '--pretty', 'false'];
    const { status, stdout, stderr } = await run(process.execPath, args, { cwd: sources });
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
    return judged(status === 0 ? [] : lines, 'tsc has no objection');
  },
};
