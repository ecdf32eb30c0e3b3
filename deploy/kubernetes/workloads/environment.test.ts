import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { emittedObjects, listAt, objectAt, ofKind, textAt } from '../checks/view.ts';
import { kubernetesTree } from '../synthesize.ts';

const topology = topologyFor('document');
const objects = emittedObjects(kubernetesTree(topology));

it.each(topology.regions)(
  'the warm pods of sms in $name share what the SMSC agreed',
  ({ name }) => {
    const [sms] = ofKind(objects, 'Deployment').filter(
      (one) => one.region === name && one.name === 'sms',
    );
    const [scaler] = ofKind(objects, 'HorizontalPodAutoscaler').filter(
      (one) => one.region === name && one.name === 'sms',
    );
    const [container] = listAt(sms?.object, 'spec', 'template', 'spec', 'containers');
    const binds = listAt(container, 'env').find(
      (one) => textAt(one, 'name') === 'TANDEM_SMSC_BINDS',
    );
    const pods = Number(objectAt(scaler?.object, 'spec').minReplicas);
    const together = pods * Number(textAt(binds, 'value'));
    expect(together).toBeGreaterThanOrEqual(topology.smpp.bindsPerRegion);
    expect(together).toBeLessThan(topology.smpp.bindsPerRegion + pods);
  },
);
