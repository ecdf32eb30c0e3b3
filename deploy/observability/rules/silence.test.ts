import { activeRegion, topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { OUTSIDE_METRICS } from '../catalogue/outside.ts';
import { checkQueries } from '../check-queries.ts';
import { renderGroup } from './render.ts';
import { alertsOf, type Group } from './rule.ts';
import { regionRuleSet } from './sets.ts';

const topology = topologyFor('document');
const rules = regionRuleSet(topology, activeRegion(topology));
const alerts = new Map(alertsOf(rules).map((alert) => [alert.alert, alert.expr]));

/** Who exports what the groups read, as far as it is none of ours. */
const sourcesOf = (groups: readonly Group[]): Set<string> => {
  const read = checkQueries({
    groups: groups.map((group) => ({ scope: 'region', group: renderGroup(group) })),
    dashboards: [],
  });
  const found = OUTSIDE_METRICS.filter(({ name }) => read.series.includes(name));
  return new Set(found.map(({ from }) => from));
};

it('tells when any source that a rule reads is gone', () => {
  const told = sourcesOf(rules.groups.filter(({ name }) => name === 'silence'));
  // By another way: brokers are counted, and Redis Cloud is known by its job.
  expect(alerts.get('KafkaBrokerMissing')).toContain('or vector(0)');
  expect(alerts.get('SourceSilent')).toContain('absent(up{job="redis-cloud"})');
  told.add('Strimzi, JMX exporter').add('Redis Cloud, metrics v2');
  expect([...sourcesOf(rules.groups)].filter((source) => !told.has(source))).toEqual([]);
});

it('tells when any workload is gone', () => {
  for (const name of Object.keys(topology.workloads))
    expect(alerts.get('WorkloadSilent')).toContain(`job="${name}"})`);
});
