import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { asObject, emittedObjects, listAt, objectAt, ofKind, textAt } from '../../checks/view.ts';
import { RegionContext } from '../../framework/context.ts';
import { sampleRelease } from '../../framework/release.ts';
import { kubernetesTree } from '../../synthesize.ts';
import { placed } from '../chart.ts';
import { adapterRules } from './adapter.ts';
import { chartsOf } from './index.ts';
import { alloy, promtail } from './shippers.ts';

const topology = topologyFor('document');
const tree = kubernetesTree(topology);
const [region] = topology.regions;
if (!region) throw new Error('the topology has no region');
const context = new RegionContext(topology, region, sampleRelease(topology.regions), []);
const charts = chartsOf(context);
const here = emittedObjects(tree).filter((one) => one.region === region.name);
const delivered = topology.components.filter(({ delivery }) => delivery === 'argocd');
const valuesOf = (name: string) =>
  asObject(charts.find((chart) => chart.name === name)?.values(context));

describe('the values of charts', () => {
  it.each(charts)('of $name put its pods where the topology says', ({ components, values }) => {
    const selectors = selectorsIn(values(context));
    const groups = new Set(
      components.map((name) => delivered.find((one) => one.name === name)?.workerGroup),
    );
    if (groups.has('every-node')) return expect(selectors).toEqual([]);
    const wanted = new Set(components.map((name) => JSON.stringify(nodeSelectorOf(name))));
    expect(selectors.length).toBeGreaterThan(0);
    for (const one of wanted) expect(selectors).toContain(one);
    // Rulers and other helpers of a chart are of the monitor group.
    const allowed = new Set([...wanted, JSON.stringify(nodeSelectorOf('thanos'))]);
    expect(selectors.filter((one) => !allowed.has(one))).toEqual([]);
  });

  it('keep the Redis of ArgoCD off spot', () => {
    const redis = objectAt(valuesOf('argocd'), 'redis');
    expect(Object.values(objectAt(redis, 'nodeSelector'))).toEqual(['monitor']);
  });

  it('install ArgoCD where nodes are before it brings Karpenter', () => {
    const text = tree.get(`kubernetes/${region.name}/bootstrap/argocd-values.json`) ?? '';
    const first: unknown = JSON.parse(text);
    expect(new Set(selectorsIn(first))).toEqual(
      new Set([JSON.stringify(nodeSelectorOf('argocd-redis'))]),
    );
    const { global, ...rest } = asObject(first);
    const { global: later, ...same } = valuesOf('argocd');
    expect(rest).toEqual(same);
    expect(global).not.toEqual(later);
  });

  it('name the VPC to the load balancer controller, as a node tells it to no pod', () => {
    const classes = ofKind(here, 'EC2NodeClass').map(({ object }) =>
      objectAt(object, 'spec', 'metadataOptions'),
    );
    expect(classes.map(({ httpPutResponseHopLimit }) => httpPutResponseHopLimit)).toEqual([
      1, 1, 1,
    ]);
    expect(valuesOf('aws-load-balancer-controller').vpcTags).toEqual({
      Name: context.named('main'),
    });
  });

  it('let Grafana read the maps of its own namespace and nothing else', () => {
    const values = valuesOf('grafana');
    expect(objectAt(values, 'rbac').namespaced).toBe(true);
    expect(objectAt(values, 'sidecar', 'dashboards').resource).toBe('configmap');
  });

  it('let kube-state-metrics read no value of a secret', () => {
    const states = listAt(valuesOf('kube-prometheus-stack'), 'kube-state-metrics', 'collectors');
    expect(states).toContain('deployments');
    expect(states).not.toContain('secrets');
    expect(states).not.toContain('configmaps');
  });

  it('keep Prometheus below the share of its volume at which somebody is paged', () => {
    const spec = objectAt(valuesOf('kube-prometheus-stack'), 'prometheus', 'prometheusSpec');
    const kept = Number.parseInt(textAt(spec, 'retentionSize'), 10);
    // A file system keeps some for itself: a twentieth, and a page comes at 15 % free.
    expect(kept).toBeLessThan(topology.observability.prometheus.volumeGib * 0.95 * 0.85);
  });

  it('ask for memory with a limit, and never for a limit of CPU', () => {
    for (const { name, values } of charts) {
      const asked = resourcesIn(values(context));
      expect(asked.length, name).toBeGreaterThan(0);
      for (const one of asked) {
        expect(textAt(objectAt(one, 'limits'), 'memory'), name).not.toBe('');
        expect(objectAt(one, 'limits').cpu, name).toBeUndefined();
      }
    }
  });

  it('offer the autoscalers every metric that they ask for, and no other', () => {
    const asked = ofKind(here, 'HorizontalPodAutoscaler').flatMap(({ object }) =>
      listAt(object, 'spec', 'metrics')
        .filter((one) => textAt(one, 'type') === 'Pods')
        .map((one) => textAt(objectAt(one, 'pods', 'metric'), 'name')),
    );
    const offered = adapterRules(context).map((rule) => rule.name.as);
    expect(offered.sort()).toEqual([...new Set(asked)].sort());
  });

  it('show metrics only at ports that nodes open to each other', () => {
    for (const { name, components, values } of charts) {
      const monitored = JSON.stringify(values(context)).includes(
        '"serviceMonitor":{"enabled":true',
      );
      const ports = delivered
        .filter((one) => components.includes(one.name))
        .flatMap((one) => one.ports.filter(({ from }) => from === 'pods'));
      if (monitored) expect(ports.length, name).toBeGreaterThan(0);
    }
  });

  it('are those of the log shipper that the topology names', () => {
    expect(charts).toContain(promtail);
    const visual = { ...topology.observability.visual, logShipper: 'alloy' as const };
    const other = { ...topology, observability: { ...topology.observability, visual } };
    expect(
      chartsOf(new RegionContext(other, region, sampleRelease(topology.regions), [])),
    ).toContain(alloy);
  });
});

const nodeSelectorOf = (component: string): unknown =>
  asObject(placed(context, component)).nodeSelector;

function selectorsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'nodeSelector' ? [JSON.stringify(item)] : selectorsIn(item),
  );
}

function resourcesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'resources' && 'limits' in Object(item) ? [item] : resourcesIn(item),
  );
}
