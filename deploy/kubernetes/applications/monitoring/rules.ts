import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import {
  globalRuleSet,
  type RenderedRules,
  regionRuleSet,
  renderRules,
} from '@tandem/observability';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { MONITORING, SCOPE_LABEL } from './names.ts';

/** The rules that promtool tested, as the operator of Prometheus takes them. */
export const rules = ({ topology, region }: RegionContext): Manifest[] => [
  prometheusRule('tandem-region', 'region', renderRules(regionRuleSet(topology, region))),
  prometheusRule('tandem-both-regions', 'global', renderRules(globalRuleSet(topology))),
];

const prometheusRule = (name: string, scope: 'region' | 'global', { groups }: RenderedRules) =>
  rowed<IPrometheusRule>(scope === 'global' ? ['O3', 'O4'] : ['O2', 'O4'], {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace: MONITORING, labels: { [SCOPE_LABEL]: scope } },
    spec: {
      groups: groups.map((group) => ({
        name: group.name,
        // The ruler refuses an answer that a lost region has no part in, unless it is told to take it.
        ...(scope === 'global' ? { partial_response_strategy: 'warn' } : {}),
        rules: group.rules.map(({ labels, annotations, ...rule }) => ({
          ...rule,
          ...(labels && { labels: { ...labels } }),
          ...(annotations && { annotations: { ...annotations } }),
        })),
      })),
    },
  });
