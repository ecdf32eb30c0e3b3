import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { RegionContext } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { CLUSTER, KAFKA_NAMESPACE } from '../kafka/names.ts';
import { metadataOf, OPS, portOf, servedPorts, usesEvents, type WorkloadFacts } from './facts.ts';

const tcp = (port: number, endPort?: number) => ({
  protocol: 'TCP' as const,
  port,
  ...(endPort === undefined ? {} : { endPort }),
});
const block = (cidr: string) => ({ ipBlock: { cidr } });
const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/** The agent of Pod Identity on the pod's own node (EKS user guide, "EKS Pod Identity considerations"). */
const IDENTITY_AGENT = block('169.254.170.23/32');

/** Everyone, over both families. */
const ANYWHERE = [block('0.0.0.0/0'), block('::/0')];

/** Nothing in, nothing out, for every pod of the namespace: what follows opens what a path needs. */
export const defaultDeny = (context: RegionContext): Manifest =>
  rowed<INetworkPolicy>(['P2'], {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace: context.namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });

export const networkPolicy = (facts: WorkloadFacts): Manifest =>
  rowed<INetworkPolicy>(['P2', ...facts.rows], {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(facts),
    spec: {
      podSelector: { matchLabels: facts.selector },
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingress(facts),
      egress: egress(facts),
    },
  });

/** Probes come from the pod's own node, which no policy keeps out. */
function ingress(facts: WorkloadFacts): INetworkPolicyIngressRule[] {
  const { context, workload } = facts;
  const { subnets } = context.region.network;
  const balancers = subnets.public.map(block);
  const ports = servedPorts(facts).map(({ port }) => tcp(port));
  const ops = tcp(portOf(facts, OPS));
  const metrics = { from: [namespace('monitoring')], ports: [ops] };
  switch (workload.exposure) {
    case 'alb':
      return [metrics, { from: balancers, ports: [...ports, ops] }];
    case 'nlb':
      // The address of the client is kept: any handset of the world.
      return [metrics, { from: ANYWHERE, ports }];
    default:
      return [metrics];
  }
}

function egress(facts: WorkloadFacts): INetworkPolicyEgressRule[] {
  const { context, workload } = facts;
  const { carrier, data } = context.topology;
  const { dependencies } = workload;
  const inRegion = [block(context.region.network.vpcCidr)];
  const rules: (INetworkPolicyEgressRule | false)[] = [
    {
      to: [namespace('kube-system')],
      ports: [tcp(53), { protocol: 'UDP', port: 53 }],
    },
    { to: [IDENTITY_AGENT], ports: [tcp(80)] },
    // Endpoints of AWS in our own network: the identity's tokens, secrets, buckets.
    { to: inRegion, ports: [tcp(443)] },
    dependencies.documents !== 'none' && {
      // The primary may be in any region: each has its endpoints in the subnets for data.
      to: context.topology.regions.flatMap(({ network }) => network.subnets.data.map(block)),
      ports: [tcp(data.atlas.ports.from, data.atlas.ports.to)],
    },
    dependencies.cache !== 'none' && {
      to: data.redis.regions
        .filter(({ name }) => name === context.region.name)
        .map(({ cidr }) => block(cidr)),
      ports: [tcp(data.redis.ports.from, data.redis.ports.to)],
    },
    usesEvents(facts) && {
      to: [
        {
          ...namespace(KAFKA_NAMESPACE),
          podSelector: { matchLabels: { 'strimzi.io/cluster': CLUSTER } },
        },
      ],
      ports: [tcp(context.topology.events.port)],
    },
    dependencies.calls.includes('smsc') && {
      to: carrier.smsc.addresses.map(block),
      ports: [tcp(carrier.smsc.port)],
    },
    // Names of the outside, which the network firewall knows; S3 is reached by public addresses too.
    (dependencies.calls.some((party) => party !== 'smsc') || dependencies.buckets.length > 0) && {
      to: ANYWHERE,
      ports: [tcp(443)],
    },
  ];
  return rules.filter((rule) => rule !== false);
}
