import { CustomerGateway } from '#aws/customer-gateway';
import { Ec2TransitGatewayRouteTableAssociation } from '#aws/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '#aws/ec2-transit-gateway-route-table-propagation';
import type { KmsKey } from '#aws/kms-key';
import { VpnConnection } from '#aws/vpn-connection';
import type { StackContext } from '../../framework/context.ts';
import { logGroup } from './logs.ts';
import type { Transit } from './transit.ts';

/**
 * What RouterOS 7 and AWS both speak, the strongest of it: phase 1 has no GCM in RouterOS; group 19 is
 * its `ecp256`. Dead peers are found by DPD and by BGP, and the tunnel is taken up again by either side.
 */
const IPSEC = {
  ikeVersions: ['ikev2'],
  phase1EncryptionAlgorithms: ['AES256'],
  phase1IntegrityAlgorithms: ['SHA2-256'],
  phase1DhGroupNumbers: [19],
  phase2EncryptionAlgorithms: ['AES256-GCM-16'],
  phase2IntegrityAlgorithms: ['SHA2-256'],
  phase2DhGroupNumbers: [19],
  dpdTimeoutAction: 'restart',
  startupAction: 'start',
  // AWS tells when it must replace an endpoint, and waits for a maintenance window of ours.
  enableTunnelLifecycleControl: true,
} as const;

/**
 * The tunnels to the routers of the operator: two to each router, over BGP, both in use. Returns the ids of
 * the connections by the name of the router.
 */
export function vpn(
  context: StackContext,
  transit: Transit,
  key: KmsKey,
): Readonly<Record<string, string>> {
  const scope = context.for('S7', 'A7');
  const group = logGroup(context, context.for('S7'), 'vpn', key);
  const logOptions = {
    cloudwatchLogOptions: { logEnabled: true, logGroupArn: group.arn, logOutputFormat: 'json' },
  };
  const made = context.region.vpn.routers.map(({ name, address, bgpAsn }) => {
    const router = new CustomerGateway(scope, name, {
      type: 'ipsec.1',
      deviceName: name,
      ipAddress: address,
      bgpAsn: String(bgpAsn),
    });
    const connection = new VpnConnection(scope, `${name}-tunnels`, {
      type: 'ipsec.1',
      customerGatewayId: router.id,
      transitGatewayId: transit.gateway.id,
      staticRoutesOnly: false,
      // The state would hold the keys in the clear.
      presharedKeyStorage: 'SecretsManager',
      ...tunnel(1),
      ...tunnel(2),
      tunnel1LogOptions: logOptions,
      tunnel2LogOptions: logOptions,
    });
    new Ec2TransitGatewayRouteTableAssociation(scope, `${name}-association`, {
      transitGatewayAttachmentId: connection.transitGatewayAttachmentId,
      transitGatewayRouteTableId: transit.tunnelTable.id,
    });
    new Ec2TransitGatewayRouteTablePropagation(scope, `${name}-propagation`, {
      transitGatewayAttachmentId: connection.transitGatewayAttachmentId,
      transitGatewayRouteTableId: transit.vpcTable.id,
    });
    return [name, connection.id] as const;
  });
  return Object.fromEntries(made);
}

type Ipsec = typeof IPSEC;
type Mutable<T> = T extends readonly (infer U)[] ? U[] : T;
type TunnelOptions<N extends 1 | 2> = {
  [K in keyof Ipsec as `tunnel${N}${Capitalize<K>}`]: Mutable<Ipsec[K]>;
};

/** The same options under the names that the resource has for its first and second tunnel. */
function tunnel<N extends 1 | 2>(number: N): TunnelOptions<N> {
  const options = Object.entries(IPSEC).map(([name, value]) => [
    `tunnel${number}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return Object.fromEntries(options);
}
