import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkQueries, type WrittenGroup } from '../check-queries.ts';
import { DASHBOARDS } from '../dashboards/all.ts';
import { RULES } from '../rules/files.ts';
import { judged, type ObservabilityStage } from './stage.ts';

/** The set that the ruler of Thanos evaluates. */
const GLOBAL = 'both-regions';

/** Every query of rules and dashboards names metrics and labels that are exported. */
export const queries: ObservabilityStage = {
  number: 14,
  name: 'queries of rules and dashboards against the metrics',
  run({ outDir }) {
    const missing = [RULES, DASHBOARDS].filter((path) => !existsSync(join(outDir, path)));
    if (missing.length > 0) {
      return Promise.resolve(
        judged(
          missing.map((path) => `${path} is missing`),
          '',
        ),
      );
    }
    const rules = readdirSync(join(outDir, RULES), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
    const groups = rules.flatMap((name) => {
      const written: { groups: readonly WrittenGroup[] } = parse(
        readFileSync(join(outDir, RULES, name), 'utf8'),
      );
      const scope = name.startsWith(GLOBAL) ? ('global' as const) : ('region' as const);
      return written.groups.map((group) => ({ scope, group }));
    });
    const dashboards = readdirSync(join(outDir, DASHBOARDS)).map((name): unknown =>
      JSON.parse(readFileSync(join(outDir, DASHBOARDS, name), 'utf8')),
    );
    const checked = checkQueries({ groups, dashboards });
    const detail = `${checked.queries} queries of ${dashboards.length} dashboards and ${rules.length} groups, ${checked.series.length} series`;
    return Promise.resolve(judged(checked.findings, detail));
  },
};
