import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteTest } from '../alertmanager/routes.ts';
import { ALERTMANAGER } from '../synthesize.ts';
import { absent, judged, type ObservabilityStage, oneByOne, runTool } from './stage.ts';

const TOOL = 'amtool';
const FILE = 'alertmanager.yaml';

/** The configuration is what Alertmanager takes, and every alert reaches whom it should. */
export const amtool: ObservabilityStage = {
  number: 13,
  name: 'amtool: configuration, and the route of every alert',
  async run({ outDir }) {
    const directory = join(outDir, ALERTMANAGER);
    if (!existsSync(join(directory, FILE))) return judged([`${directory}/${FILE} is missing`], '');
    const checked = await runTool(TOOL, ['check-config', FILE], directory);
    if (checked.status === undefined) return absent(TOOL, 'prometheus-alertmanager');
    const tests = readTests(join(directory, 'routes.json'));
    const routed = await oneByOne(tests, async ({ labels, receiver }) => {
      const matchers = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      const args = ['config', 'routes', 'test', `--config.file=${FILE}`];
      const ran = await runTool(
        TOOL,
        [...args, `--verify.receivers=${receiver}`, ...matchers],
        directory,
      );
      return ran.status === 0
        ? []
        : [`${matchers.join(' ')} does not reach ${receiver}: ${ran.output}`];
    });
    const findings = [...(checked.status === 0 ? [] : [checked.output]), ...routed.flat()];
    return judged(findings, `${tests.length} routes`);
  },
};

const readTests = (file: string): readonly RouteTest[] => JSON.parse(readFileSync(file, 'utf8'));
