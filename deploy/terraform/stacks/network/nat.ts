import { Eip } from '#aws/eip';
import { NatGateway } from '#aws/nat-gateway';
import type { StackContext } from '../../framework/context.ts';
import type { Network } from './vpc.ts';
import type { Zone } from './zones.ts';

export interface Nat {
  readonly gateway: (zone: Zone) => NatGateway;
  /** The addresses that the carrier sees, by zone: it lets only these bind. */
  readonly addresses: Readonly<Record<string, string>>;
  /** By zone. */
  readonly ids: Readonly<Record<string, string>>;
}

/** One gateway a zone: the loss of a zone takes the way out of that zone only. */
export function nat(context: StackContext, network: Network): Nat {
  const scope = context.for('A6');
  const made = network.zones.map((zone) => {
    const address = new Eip(scope, `nat-${zone.name}-address`, {
      domain: 'vpc',
      // The carrier keeps them in its own allow-list, and changes that by letter.
      lifecycle: { preventDestroy: true },
      dependsOn: [network.gateway],
    });
    const gateway = new NatGateway(scope, `nat-${zone.name}`, {
      allocationId: address.id,
      subnetId: network.subnet('public', zone).id,
      dependsOn: [network.gateway],
    });
    return { zone, address, gateway };
  });
  return {
    gateway: (zone) => {
      const found = made.find((one) => one.zone.name === zone.name);
      if (found === undefined) throw new RangeError(`${zone.name} has no NAT gateway`);
      return found.gateway;
    },
    addresses: Object.fromEntries(made.map(({ zone, address }) => [zone.name, address.publicIp])),
    ids: Object.fromEntries(made.map(({ zone, gateway }) => [zone.name, gateway.id])),
  };
}
