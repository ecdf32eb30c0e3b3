import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import {
  asObject,
  type Emitted,
  emittedObjects,
  listAt,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';
import { RegionContext } from '../framework/context.ts';
import { sampleRelease } from '../framework/release.ts';
import { kubernetesTree } from '../synthesize.ts';
import { placed } from './chart.ts';
import { adapterRules } from './charts/adapter.ts';
import { chartsOf } from './charts/index.ts';
import { alloy, promtail } from './charts/logs.ts';

const topology = topologyFor('document');
const tree = kubernetesTree(topology);
const objects = emittedObjects(tree);
const [region] = topology.regions;
if (!region) throw new Error('the topology has no region');
const context = new RegionContext(topology, region, sampleRelease(topology.regions), []);
const charts = chartsOf(context);
const here = objects.filter((one) => one.region === region.name);
const sourceOf = ({ object }: Emitted) => objectAt(object, 'spec', 'source');
const delivered = topology.components.filter(({ delivery }) => delivery === 'argocd');

/** What has no chart runs from manifests of ours. */
const OWN = ['thanos', 'mktxp-exporter', 'twistlock-defender'];

describe('applications', () => {
  it('bring every component that the topology leaves to ArgoCD', () => {
    const brought = [...charts.flatMap(({ components }) => components), ...OWN].sort();
    expect(brought).toEqual(delivered.map(({ name }) => name).sort());
    const owned = ofKind(here, 'Deployment', 'DaemonSet', 'StatefulSet').map(({ name }) => name);
    for (const name of OWN) expect(owned.some((one) => one.startsWith(name))).toBe(true);
  });

  it('are one for each chart and each directory, which is there', () => {
    const directories = ofKind(here, 'Application').flatMap(
      (one) => textAt(sourceOf(one), 'path') || [],
    );
    expect(directories).toHaveLength(7);
    for (const path of directories) expect(tree.has(`${path}/kustomization.yaml`)).toBe(true);
    expect(ofKind(here, 'Application')).toHaveLength(directories.length + charts.length);
  });

  it('scrape Redis Cloud at the port that its network lets nodes reach', () => {
    const scraped = ofKind(here, 'ScrapeConfig').find(({ name }) => name === 'redis-cloud');
    const [target] = listAt(listAt(scraped?.object, 'spec', 'staticConfigs')[0], 'targets');
    expect(String(target)).toMatch(new RegExp(`:${topology.data.redis.metricsPort}$`));
  });

  it('let the ruler judge by what is left when a region is lost', () => {
    const rules = ofKind(here, 'PrometheusRule').find(({ name }) => name === 'tandem-both-regions');
    const groups = listAt(rules?.object, 'spec', 'groups');
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups) expect(textAt(group, 'partial_response_strategy')).toBe('warn');
  });

  it('come in an order: nodes before what runs on them, kinds before their objects', () => {
    const waves = new Map(
      ofKind(here, 'Application').map(({ name, object }) => [
        name,
        Number(objectAt(object, 'metadata', 'annotations')['argocd.argoproj.io/sync-wave']),
      ]),
    );
    const before = (first: string, then: string) =>
      expect(waves.get(first), `${first} before ${then}`).toBeLessThan(
        waves.get(then) ?? Number.NaN,
      );
    before('cluster', 'karpenter');
    before('karpenter', 'workers');
    before('workers', 'grafana');
    before('secrets-store-csi-driver-provider-aws', 'workloads');
    before('strimzi', 'kafka');
    before('kube-prometheus-stack', 'monitoring');
    before('prometheus-adapter', 'workloads');
    before('kafka', 'workloads');
    // What only watches holds nobody up: a router or a Console that is away stops no customer.
    for (const watches of ['monitoring', 'grafana', 'loki', 'promtail', 'cloudwatch-exporter'])
      before('workloads', watches);
  });

  it('may do what their project names, and that is all they need', () => {
    const projects = new Map(
      ofKind(here, 'AppProject').map(({ name, object }) => [name, objectAt(object, 'spec')]),
    );
    for (const one of ofKind(here, 'Application')) {
      const spec = objectAt(one.object, 'spec');
      const project = projects.get(textAt(spec, 'project'));
      expect(listAt(project, 'sourceRepos')).toContain(textAt(sourceOf(one), 'repoURL'));
      const namespaces = listAt(project, 'destinations').map((each) => textAt(each, 'namespace'));
      expect(namespaces).toContain(textAt(objectAt(spec, 'destination'), 'namespace'));
      expect(namespaces).not.toContain('*');
      const group = textAt(sourceOf(one), 'path').split('/').at(-1);
      const whitelist = listAt(project, 'clusterResourceWhitelist').map((each) =>
        textAt(each, 'kind'),
      );
      for (const made of here.filter((each) => each.group === group)) {
        if (made.namespace === undefined) expect(whitelist).toContain(made.kind);
        else expect(namespaces).toContain(made.namespace);
      }
    }
    expect(listAt(projects.get('workloads'), 'clusterResourceWhitelist')).toEqual([]);
  });

  it('take nothing from a host that the firewall does not let out', () => {
    const peers = topology.aws.networkFirewall.flows
      .filter(({ direction }) => direction === 'egress')
      .flatMap((flow) => flow.peers);
    const passes = (host: string) =>
      peers.some((peer) => (peer.startsWith('.') ? host.endsWith(peer) : host === peer));
    const images = here.flatMap(({ object }) => imagesOf(object));
    const repositories = charts.map(({ repository }) => repository);
    const addresses = [...images, ...repositories, topology.delivery.repository];
    const hosts = new Set(
      addresses.map((address) => address.replace(/^https:\/\//, '').split('/')[0] ?? ''),
    );
    expect(hosts.size).toBeGreaterThan(5);
    expect([...hosts].filter((host) => !passes(host))).toEqual([]);
  });
});

/** Images of containers, wherever they stand. */
function imagesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { image } = asObject(value);
  const own = typeof image === 'string' ? [image] : [];
  return [...own, ...Object.values(value).flatMap(imagesOf)];
}

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
    const redis = objectAt(charts.find(({ name }) => name === 'argocd')?.values(context), 'redis');
    expect(Object.values(objectAt(redis, 'nodeSelector'))).toEqual(['monitor']);
  });

  it('install ArgoCD where nodes are before it brings Karpenter', () => {
    const text = tree.get(`kubernetes/${region.name}/bootstrap/argocd-values.json`) ?? '';
    const first: unknown = JSON.parse(text);
    expect(new Set(selectorsIn(first))).toEqual(
      new Set([JSON.stringify(nodeSelectorOf('argocd-redis'))]),
    );
    const { global, ...rest } = asObject(first);
    const { global: later, ...same } =
      charts.find(({ name }) => name === 'argocd')?.values(context) ?? {};
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
    const controller = charts.find(({ name }) => name === 'aws-load-balancer-controller');
    expect(controller?.values(context).vpcTags).toEqual({ Name: context.named('main') });
  });

  it('let Grafana read the maps of its own namespace and nothing else', () => {
    const values = charts.find(({ name }) => name === 'grafana')?.values(context);
    expect(objectAt(values, 'rbac').namespaced).toBe(true);
    expect(objectAt(values, 'sidecar', 'dashboards').resource).toBe('configmap');
  });

  it('keep Prometheus below the share of its volume at which somebody is paged', () => {
    const spec = objectAt(
      charts.find(({ name }) => name === 'kube-prometheus-stack')?.values(context),
      'prometheus',
      'prometheusSpec',
    );
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
