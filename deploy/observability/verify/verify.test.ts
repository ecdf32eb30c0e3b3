import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { topologyFor } from '@tandem/topology';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RULES } from '../rules/files.ts';
import { ALERTMANAGER, observabilityTree } from '../synthesize.ts';
import { amtool } from './amtool.ts';
import { promtool } from './promtool.ts';
import { queries } from './queries.ts';
import { type ObservabilityStage, runTool } from './stage.ts';

const topology = topologyFor('document');
let outDir = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(outDir, path)), { recursive: true });
  writeFileSync(join(outDir, path), text);
}

beforeEach(() => {
  outDir = mkdtempSync(join(tmpdir(), 'tandem-observability-'));
});
afterEach(() => rmSync(outDir, { recursive: true, force: true }));

const run = ({ run: of }: ObservabilityStage) => of({ topology, outDir });

/** A tool that is not there is said so, and is a failure where every tool must be. */
async function lacks(tool: string): Promise<boolean> {
  const { status } = await runTool(tool, ['--version'], outDir);
  if (status !== undefined) return false;
  if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(`${tool} is not installed`);
  process.stderr.write(`not run: ${tool} is not installed\n`);
  return true;
}

describe('the queries stage', () => {
  it('passes what synth writes, and fails a query that names an unknown metric', async () => {
    for (const [path, text] of observabilityTree(topology)) write(path, text);
    expect(await run(queries)).toMatchObject({ verdict: 'passed' });
    const rule = { alert: 'Seeded', expr: 'sum(tandem_sms_bind_upp)' };
    write(
      `${RULES}/every-region/seeded.yaml`,
      JSON.stringify({ groups: [{ name: 'x', rules: [rule] }] }),
    );
    expect(await run(queries)).toEqual({
      verdict: 'failed',
      findings: ['Seeded: nothing exports tandem_sms_bind_upp'],
    });
  });

  it('fails where nothing was written', async () => {
    expect(await run(queries)).toMatchObject({ verdict: 'failed' });
  });
});

describe('the promtool stage', () => {
  it('fails an alert that is quiet when it should fire', async () => {
    if (await lacks('promtool')) return;
    const group = { name: 'g', rules: [{ alert: 'Seeded', expr: 'up == 1' }] };
    write(`${RULES}/every-region/g.yaml`, JSON.stringify({ groups: [group] }));
    const tests = {
      rule_files: ['g.yaml'],
      tests: [
        {
          input_series: [{ series: 'up', values: '0' }],
          alert_rule_test: [{ alertname: 'Seeded', eval_time: '0m', exp_alerts: [{}] }],
        },
      ],
    };
    write(`${RULES}/every-region/g.1m.test.yaml`, JSON.stringify(tests));
    expect(await run(promtool)).toMatchObject({ verdict: 'failed' });
  });

  it('fails rules that Prometheus would not take', async () => {
    if (await lacks('promtool')) return;
    write(
      `${RULES}/every-region/g.yaml`,
      '{"groups":[{"name":"g","rules":[{"alert":"A","expr":"sum("}]}]}',
    );
    expect(await run(promtool)).toMatchObject({ verdict: 'failed' });
  });
});

describe('the amtool stage', () => {
  it('passes every alert that there is, and fails a route to somebody else', async () => {
    if (await lacks('amtool')) return;
    for (const [path, text] of observabilityTree(topology)) write(path, text);
    expect(await run(amtool)).toMatchObject({ verdict: 'passed' });
    const wrong = [{ labels: { alertname: 'Seeded', severity: 'page' }, receiver: 'ticket' }];
    write(`${ALERTMANAGER}/routes.json`, JSON.stringify(wrong));
    expect(await run(amtool)).toMatchObject({ verdict: 'failed' });
  }, 60_000);
});
