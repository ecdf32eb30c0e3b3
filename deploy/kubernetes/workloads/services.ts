import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ITargetGroupBinding } from '#crds/load-balancer';
import { type Manifest, rowed } from '../framework/spec.ts';
import { metadataOf, OPS, portOf, servedPorts, type WorkloadFacts } from './facts.ts';

/** Terraform gives its role to this name in this namespace (stack `cluster`); it carries no annotation. */
export const serviceAccount = (facts: WorkloadFacts): Manifest =>
  rowed<IServiceAccount>(['P1', 'P2', ...facts.rows], {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(facts),
    automountServiceAccountToken: false,
  });

/** One for Prometheus, which asks each pod, and one for whatever is reached from outside the cluster. */
export function services(facts: WorkloadFacts): Manifest[] {
  const { workload } = facts;
  if (workload.exposure === 'internal') return [opsService(facts, '')];
  return [outerService(facts), opsService(facts, '-ops')];
}

const opsService = (facts: WorkloadFacts, suffix: string): Manifest =>
  rowed<IService>(facts.rows, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(facts, suffix),
    spec: {
      clusterIP: 'None',
      selector: facts.selector,
      // Who is not ready has metrics that say why.
      publishNotReadyAddresses: true,
      ports: [{ name: OPS, port: portOf(facts, OPS), targetPort: OPS, protocol: 'TCP' }],
    },
  });

function outerService(facts: WorkloadFacts): Manifest {
  const { context, selector, workload } = facts;
  const { nlb } = context.topology.aws;
  const ports = servedPorts(facts).map(({ name, port }) => ({
    name,
    port,
    targetPort: name,
    protocol: 'TCP' as const,
  }));
  const onNodes = workload.exposure === 'nlb' && nlb.targetType === 'instance';
  return rowed<IService>([...facts.rows, onNodes ? 'A10' : 'A9'], {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(facts),
    spec: onNodes
      ? {
          type: 'NodePort',
          // The client's address is kept, and a node answers for its own pods only.
          externalTrafficPolicy: nlb.preserveClientAddress ? 'Local' : 'Cluster',
          selector,
          ports: ports.map((port) => ({ ...port, nodePort: nlb.nodePort })),
        }
      : { type: 'ClusterIP', selector, ports },
  });
}

/** Puts its pods, or the nodes that they are on, behind the target group that Terraform made. */
export function targetGroupBinding(facts: WorkloadFacts): Manifest[] {
  const { context, name, workload } = facts;
  if (workload.exposure === 'internal') return [];
  const { nodeSelector } = context.placement(
    workload.workerGroup as keyof typeof context.topology.workerGroups,
  );
  const [port] = servedPorts(facts);
  if (port === undefined) throw new RangeError(`${name} serves no port`);
  const targetType = workload.exposure === 'nlb' ? context.topology.aws.nlb.targetType : 'ip';
  return [
    rowed<ITargetGroupBinding>([workload.exposure === 'nlb' ? 'A10' : 'A9', 'S6', ...facts.rows], {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: metadataOf(facts),
      spec: {
        // By name: an ARN holds the account, and a random part that only an apply knows.
        targetGroupName: context.named(name),
        targetType,
        ipAddressType: 'ipv4',
        serviceRef: { name, port: port.port },
        ...(targetType === 'instance' ? { nodeSelector: { matchLabels: nodeSelector } } : {}),
      },
    }),
  ];
}
