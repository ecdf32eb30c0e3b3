import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../rules/files.ts';
import { absent, judged, type ObservabilityStage, oneByOne, runTool } from './stage.ts';

const TOOL = 'promtool';
const TEST_SUFFIX = '.test.yaml';

/** The rules are what Prometheus takes, and every alert fires and is quiet when it should. */
export const promtool: ObservabilityStage = {
  number: 12,
  name: 'promtool: rules, and every alert fires and is quiet',
  async run({ outDir }) {
    const directory = join(outDir, RULES);
    if (!existsSync(directory)) return judged([`${directory} is missing`], '');
    const files = readdirSync(directory, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.yaml'))
      .sort();
    const tests = files.filter((name) => name.endsWith(TEST_SUFFIX));
    const rules = files.filter((name) => !name.endsWith(TEST_SUFFIX));
    const checked = await runTool(TOOL, ['check', 'rules', ...rules], directory);
    if (checked.status === undefined) return absent(TOOL, 'prometheus');
    const tested = await oneByOne(tests, (file) =>
      runTool(TOOL, ['test', 'rules', file], directory),
    );
    const findings = [checked, ...tested]
      .filter(({ status }) => status !== 0)
      .map(({ output }) => output);
    if (tests.length === 0) findings.push(`${directory} has no tests`);
    return judged(findings, `${rules.length} groups, ${tests.length} files of tests`);
  },
};
