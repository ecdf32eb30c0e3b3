import { type Region, regionNamed } from '@tandem/topology';
import { GlobalacceleratorAccelerator } from '#aws/globalaccelerator-accelerator';
import { GlobalacceleratorEndpointGroup } from '#aws/globalaccelerator-endpoint-group';
import { GlobalacceleratorListener } from '#aws/globalaccelerator-listener';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { seconds } from '../../framework/units.ts';

type Group = StackContext['topology']['edge']['accelerator']['endpointGroups'][number];

export const accelerator: StackSpec = {
  name: 'accelerator',
  scope: 'system',
  purpose:
    'The static addresses of the applets, in front of the NLB of every region. Its control plane is in ' +
    'us-west-2 (Global Accelerator API reference, Welcome), so that dials can be turned without us-east-1; ' +
    'failover itself changes nothing here.',
  rows: ['A11', 'E4', 'E5'],
  state: 'remote',
  build(context) {
    const { accelerator: data } = context.topology.edge;
    const made = new GlobalacceleratorAccelerator(context.for('A11', 'E4'), 'applets', {
      name: context.systemNamed('applets'),
      ipAddressType: data.addressType === 'dual-stack' ? 'DUAL_STACK' : 'IPV4',
      enabled: true,
      // The addresses are burnt into SIM cards: they must outlive every change.
      lifecycle: { preventDestroy: true },
    });
    const listener = new GlobalacceleratorListener(context.for('A11', 'E4'), 'tcp', {
      acceleratorArn: made.id,
      protocol: data.listener.protocol.toUpperCase(),
      clientAffinity: data.clientAffinity.toUpperCase(),
      portRange: [{ fromPort: data.listener.port, toPort: data.listener.port }],
    });
    for (const group of data.endpointGroups) {
      endpointGroup(context, listener, group, regionNamed(context.topology, group.region));
    }
    context.expect(
      `one(aws_globalaccelerator_listener.tcp.port_range).from_port == ${data.listener.port}`,
      'applets connect to their port',
    );
    context.export({ acceleratorArn: made.id, acceleratorDnsName: made.dualStackDnsName });
  },
};

function endpointGroup(
  context: StackContext,
  listener: GlobalacceleratorListener,
  { dialPercent, endpointWeight }: Group,
  region: Region,
): void {
  const { nlbArn } = context.takeRegional('edge', { nlbArn: 'string' }, region);
  const { intervalMs, threshold, protocol, port } =
    context.topology.edge.accelerator.endpointGroupHealthCheck;
  new GlobalacceleratorEndpointGroup(context.for('A11', 'E4', 'E5'), region.name, {
    listenerArn: listener.id,
    endpointGroupRegion: region.name,
    trafficDialPercentage: dialPercent,
    healthCheckIntervalSeconds: seconds(intervalMs),
    thresholdCount: threshold,
    healthCheckProtocol: protocol.toUpperCase(),
    healthCheckPort: port,
    endpointConfiguration: [
      // A dual-stack accelerator takes an endpoint only with the client's address kept.
      { endpointId: nlbArn, weight: endpointWeight, clientIpPreservationEnabled: true },
    ],
  });
  const group = `aws_globalaccelerator_endpoint_group.${variableName(region.name)}`;
  context.expect(
    `${group}.traffic_dial_percentage == ${dialPercent}`,
    `the dial of ${region.name} is ${dialPercent} % (E4)`,
  );
  context.expect(
    `${group}.health_check_interval_seconds == ${seconds(intervalMs)} && ` +
      `${group}.threshold_count == ${threshold} && ${group}.health_check_port == ${port}`,
    `the accelerator checks ${region.name} as the description says (E5)`,
  );
}
