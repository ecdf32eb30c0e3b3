import { WORKLOAD_METRICS } from '@tandem/observability';
import type { RegionContext } from '../../framework/context.ts';
import { type Chart, componentOf, placed, sized, spread } from '../chart.ts';

/** A metric that an autoscaler asks for, as a rule of the adapter. */
interface AdapterRule {
  readonly seriesQuery: string;
  readonly resources: {
    readonly overrides: Readonly<Record<string, { readonly resource: string }>>;
  };
  readonly name: { readonly matches: string; readonly as: string };
  readonly metricsQuery: string;
}

/** One rule for each metric that a workload of the topology scales on: no other is offered. */
export function adapterRules({ topology }: RegionContext): AdapterRule[] {
  const scaled = Object.values(topology.workloads).flatMap(({ scaling }) =>
    scaling.filter(({ source }) => source === 'pods').map(({ metric }) => metric),
  );
  return [...new Set(scaled)].map(ruleOf);
}

function ruleOf(name: string): AdapterRule {
  const metric = WORKLOAD_METRICS.find((one) => one.name === name);
  if (metric === undefined) throw new RangeError(`no workload exports ${name}`);
  const histogram = metric.type === 'histogram';
  const series = histogram ? `${name}_bucket` : name;
  const matchers = '<<.LabelMatchers>>';
  return {
    seriesQuery: `${series}{namespace!="",pod!=""}`,
    resources: {
      overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } },
    },
    name: { matches: `^${series}$`, as: name },
    // Of a histogram what all but a twentieth stay below.
    metricsQuery: histogram
      ? `histogram_quantile(0.95, sum by (le, <<.GroupBy>>) (rate(<<.Series>>{${matchers}}[2m])))`
      : `sum by (<<.GroupBy>>) (<<.Series>>{${matchers}})`,
  };
}

export const prometheusAdapter: Chart = {
  name: 'prometheus-adapter',
  components: ['prometheus-adapter'],
  project: 'observability',
  wave: 10,
  namespace: 'monitoring',
  repository: 'ghcr.io/prometheus-community/charts',
  chart: 'prometheus-adapter',
  version: '5.3.0',
  values: (context) => ({
    replicas: 2,
    listenPort: componentOf(context, 'prometheus-adapter').ports[0]?.port,
    metricsRelistInterval: '1m',
    prometheus: { url: 'http://prometheus-operated.monitoring.svc', port: 9090 },
    rules: { default: false, custom: adapterRules(context) },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    ...placed(context, 'prometheus-adapter'),
    ...sized('100m', '256Mi'),
    ...spread({ 'app.kubernetes.io/name': 'prometheus-adapter' }),
  }),
};
