import { activeRegion, type Topology } from '@tandem/topology';
import { bothRegionsRules } from './both-regions.ts';
import { burnRates } from './burn-rates.ts';
import { kafkaRules } from './kafka.ts';
import { pathRules } from './path.ts';
import { platformRules } from './platform.ts';
import { regionRules } from './regions.ts';
import type { Region, RuleSet } from './rule.ts';
import { silenceRules } from './silence.ts';
import { smppRules } from './smpp.ts';

/** What the Prometheus of a region evaluates from what it scraped itself: it needs nobody else. */
export function regionRuleSet(topology: Topology, region: Region): RuleSet {
  return {
    scope: 'region',
    groups: [
      ...burnRates(topology),
      smppRules(topology),
      pathRules(topology),
      regionRules(topology, region),
      kafkaRules(topology),
      platformRules(topology),
      silenceRules(topology),
    ],
  };
}

/** What the ruler of Thanos evaluates in each region, on the metrics of all of them. */
export const globalRuleSet = (topology: Topology): RuleSet => ({
  scope: 'global',
  groups: [bothRegionsRules(topology)],
});

/** Every kind of rule set, by the name of its file. */
export function ruleSets(topology: Topology): ReadonlyMap<string, RuleSet> {
  return new Map([
    ...topology.regions.map((region) => [region.name, regionRuleSet(topology, region)] as const),
    ['both-regions', globalRuleSet(topology)] as const,
  ]);
}

/** Alerts by name, each once: the sets of the regions differ in figures alone. */
export const everyAlert = (topology: Topology): readonly RuleSet[] => [
  regionRuleSet(topology, activeRegion(topology)),
  globalRuleSet(topology),
];
