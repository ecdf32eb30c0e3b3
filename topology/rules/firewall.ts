import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';
import { rangeOf } from './network.ts';
import { entriesOf } from './rule.ts';

/** The exporter asks a router through the tunnel, so its address is in what the tunnel leads to. */
export function* routersAreBehindTheirTunnels({ regions }: Topology): Iterable<Problem> {
  for (const [index, { vpn }] of regions.entries()) {
    for (const [at, { name, managementAddress }] of vpn.routers.entries()) {
      if (vpn.remoteCidrs.some((cidr) => contains(cidr, managementAddress))) continue;
      yield {
        path: `regions[${index}].vpn.routers[${at}].managementAddress`,
        value: managementAddress,
        message: `${name} is reached through its tunnel, which leads elsewhere`,
        allowed: vpn.remoteCidrs,
      };
    }
  }
}

function contains(cidr: string, address: string): boolean {
  const network = rangeOf(cidr);
  const host = rangeOf(`${address}/32`);
  if (network === undefined || host === undefined) return false;
  return network.first <= host.first && host.last <= network.last;
}

/** The firewall drops what no flow names: a party that a workload calls without one is never reached. */
export function* callsPassTheFirewall({ workloads, carrier, aws }: Topology): Iterable<Problem> {
  const parties = {
    smsc: { peers: carrier.smsc.addresses, port: carrier.smsc.port },
    'mno-api': { peers: [carrier.mnoApi.hostname], port: carrier.mnoApi.port },
    customers: { peers: carrier.callbackDomains, port: 443 },
  };
  const flows = aws.networkFirewall.flows.filter(({ direction }) => direction === 'egress');
  for (const [name, { dependencies }] of entriesOf(workloads)) {
    for (const call of dependencies.calls) {
      const { peers, port } = parties[call];
      const open = flows.filter(({ ports }) => ports.includes(port)).flatMap((flow) => flow.peers);
      const closed = peers.filter((peer) => !open.includes(peer));
      if (closed.length === 0) continue;
      yield {
        path: 'aws.networkFirewall.flows',
        value: open,
        message: `lets nothing out to ${closed.join(', ')} port ${port}, which ${name} calls`,
      };
    }
  }
}
