import type { StackContext } from '../../framework/context.ts';

/** One of the two groups, or a network outside of them. */
export type End = 'nodes' | 'control-plane' | (string & {});

interface Ports {
  readonly from: number;
  readonly to: number;
}

/** A way for connections from one end to the other. */
export interface Door {
  readonly id: string;
  readonly from: End;
  readonly to: End;
  readonly protocol: 'tcp' | 'udp';
  readonly ports: Ports;
  readonly why: string;
}

const API_SERVER_PORT = 443;
const KUBELET_PORT = 10_250;
const ANYWHERE = '0.0.0.0/0';

/** Every door of a cluster, from the ports and flows of the topology; what has none is closed. */
export function doorsOf(context: StackContext): Door[] {
  return [
    ...controlPlaneDoors(context),
    ...nodeDoors(context),
    ...internetDoors(context),
    ...transitDoors(context),
    ...dataDoors(context),
  ];
}

const single = (port: number): Ports => ({ from: port, to: port });

/** The API server calls kubelets, webhooks and aggregated APIs; nodes call the API server. */
function controlPlaneDoors({ topology }: StackContext): Door[] {
  const called = topology.components.flatMap(({ ports }) =>
    ports.filter(({ from }) => from === 'control-plane').map(({ port }) => port),
  );
  return [
    {
      id: 'nodes-to-control-plane',
      from: 'nodes',
      to: 'control-plane',
      protocol: 'tcp',
      ports: single(API_SERVER_PORT),
      why: 'API server',
    },
    ...distinct([KUBELET_PORT, ...called]).map(
      (port): Door => ({
        id: `control-plane-to-nodes-${port}`,
        from: 'control-plane',
        to: 'nodes',
        protocol: 'tcp',
        ports: single(port),
        why: 'kubelet, webhooks and aggregated APIs',
      }),
    ),
  ];
}

/** Pods on one node reach pods on another where one of them listens, and nowhere else. */
function nodeDoors({ topology }: StackContext): Door[] {
  const { workloads, components, events } = topology;
  const listening = [
    { protocol: 'tcp', port: KUBELET_PORT } as const,
    { protocol: 'tcp', port: events.port } as const,
    ...Object.values(workloads).flatMap(({ ports }) =>
      ports.map(({ port }) => ({ protocol: 'tcp', port }) as const),
    ),
    ...components.flatMap(({ ports }) => ports.filter(({ from }) => from === 'pods')),
  ];
  return (['tcp', 'udp'] as const).flatMap((protocol) =>
    distinct(listening.filter((one) => one.protocol === protocol).map(({ port }) => port)).map(
      (port): Door => ({
        id: `nodes-to-nodes-${protocol}-${port}`,
        from: 'nodes',
        to: 'nodes',
        protocol,
        ports: single(port),
        why: 'between pods',
      }),
    ),
  );
}

/** The flows of the firewall that go out, once more at the node: by address, or to every server of TLS. */
function internetDoors({ topology }: StackContext): Door[] {
  const out = topology.aws.networkFirewall.flows.filter(({ direction }) => direction === 'egress');
  const doors = out.flatMap(({ name, protocol, ports, peers }) => {
    const far = protocol === 'tls' ? [ANYWHERE] : peers;
    return ports.flatMap((port) =>
      far.map(
        (to, index): Door => ({
          id: `${name}-${port}-${index}`,
          from: 'nodes',
          to,
          protocol: protocol === 'udp' ? 'udp' : 'tcp',
          ports: single(port),
          why: name,
        }),
      ),
    );
  });
  // Flows of TLS differ in server names, which a security group does not see.
  const key = ({ to, protocol, ports }: Door) => `${to} ${protocol} ${ports.from}`;
  return doors.filter((door, at) => doors.findIndex((one) => key(one) === key(door)) === at);
}

/** The flows over the transit gateway; the endpoints of the documents have a group of their own. */
function transitDoors({ topology, region, others }: StackContext): Door[] {
  const networks = {
    region: [],
    'other-regions': others.flatMap(({ network }) => network.subnets.private),
    routers: region.vpn.remoteCidrs,
  };
  return topology.aws.networkFirewall.transitFlows.flatMap(({ name, from, to, answers, ports }) => {
    const out = from === 'region';
    const inner = out ? 'nodes' : ANSWERING[answers];
    if (inner === undefined) return [];
    return networks[out ? to : from].map(
      (network, index): Door => ({
        id: `${name}-${index}`,
        from: out ? inner : network,
        to: out ? network : inner,
        protocol: 'tcp',
        ports,
        why: name,
      }),
    );
  });
}

const ANSWERING = {
  pods: 'nodes',
  'api-server': 'control-plane',
  documents: undefined,
  router: undefined,
} as const;

/** The endpoint of Atlas is in the private subnets; Redis Cloud is in a network of its own, peered. */
function dataDoors({ topology, region }: StackContext): Door[] {
  const { atlas, redis } = topology.data;
  const door = (id: string, to: string, ports: Ports, why: string): Door => ({
    id,
    from: 'nodes',
    to,
    protocol: 'tcp',
    ports,
    why,
  });
  const peered = redis.regions.filter(({ name }) => name === region.name);
  return [
    ...region.network.subnets.private.map((cidr, index) =>
      door(`documents-${index}`, cidr, atlas.ports, 'MongoDB Atlas'),
    ),
    ...peered.flatMap(({ cidr }, index) => [
      door(`redis-${index}`, cidr, redis.ports, 'Redis Cloud'),
      door(`redis-metrics-${index}`, cidr, single(redis.metricsPort), 'metrics of Redis Cloud'),
    ]),
  ];
}

const distinct = (ports: readonly number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);
