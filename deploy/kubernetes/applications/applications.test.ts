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
import { chartsOf } from './charts/index.ts';

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
      expect(waves.get(watches), watches).toBe(waves.get('workloads'));
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
