import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { Catalogue } from './catalogue/catalogue.ts';
import { checkQueries } from './check-queries.ts';
import { dashboardsOf } from './dashboards/all.ts';
import { renderDashboard } from './dashboards/grafana.ts';
import { checkQuery } from './promql/check.ts';
import { RUNBOOKS, renderGroup } from './rules/render.ts';
import { alertsOf } from './rules/rule.ts';
import { everyAlert } from './rules/sets.ts';

const topology = topologyFor('document');
const sets = everyAlert(topology);
const alerts = sets.flatMap((set) =>
  alertsOf(set).map((alert) => ({ ...alert, scope: set.scope })),
);
const groups = sets.flatMap(({ scope, groups: all }) =>
  all.map((group) => ({ scope, group: renderGroup(group) })),
);
const root = join(import.meta.dirname, '../..');

describe('rules and dashboards', () => {
  it('ask for nothing that nobody exports', () => {
    const dashboards = dashboardsOf(topology).map(renderDashboard);
    const { findings, queries } = checkQueries({ groups, dashboards });
    expect(findings).toEqual([]);
    expect(queries).toBeGreaterThan(200);
  });

  it('are found when a metric goes', () => {
    const dashboards = dashboardsOf(topology).map(renderDashboard);
    const { findings } = checkQueries({ groups, dashboards }, []);
    expect(findings).toContain('SmppBindDown: nothing exports tandem_sms_bind_up');
    expect(findings).toContain('Tandem: SMPP, Bound: nothing exports tandem_sms_bind_up');
  });

  it('have one dashboard of each name, and panels with words', () => {
    const dashboards = dashboardsOf(topology);
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    const panels = dashboards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
    expect(panels.filter(({ title, description }) => title === '' || description === '')).toEqual(
      [],
    );
  });
});

describe('alerts', () => {
  it('have names of their own', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it.each(alerts)('$alert says what to do on a page that exists', ({ runbook }) => {
    const [page = '', anchor] = runbook.split('#');
    const path = join(root, RUNBOOKS, page);
    expect(existsSync(path), `${path} exists`).toBe(true);
    if (anchor === undefined) return;
    const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
  });

  it.each(alerts)('$alert names no label that it does not have', ({ expr, summary, scope }) => {
    const catalogue = new Catalogue();
    for (const { group, scope: of } of groups) {
      for (const rule of group.rules) {
        if (rule.record === undefined) continue;
        const { labels } = checkQuery(rule.expr, catalogue, of);
        catalogue.record({ name: rule.record, labels });
      }
    }
    const { labels } = checkQuery(expr, catalogue, scope);
    const named = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
    // absent() takes its labels from the matchers.
    const known = new Set([
      ...labels,
      ...[...expr.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
    ]);
    expect(named.filter((label) => !known.has(label))).toEqual([]);
  });
});
