import { isDeepStrictEqual } from 'node:util';
import { named, objectAt, ofKind } from '../checks/view.ts';
import { KEPT } from '../framework/kept.ts';
import type { Policy } from './policy.ts';

/** With the object goes what is in it, or what Strimzi keeps for it. */
const HOLDS_DATA = ['Namespace', 'Kafka', 'KafkaNodePool', 'KafkaTopic'];

export const kept: Policy = {
  name: 'kept',
  says: 'what holds data is never pruned',
  findings: ({ objects }) =>
    ofKind(objects, ...HOLDS_DATA)
      .filter(({ object }) => {
        const annotations = objectAt(object, 'metadata', 'annotations');
        const [key = '', value] = Object.entries(KEPT)[0] ?? [];
        return !isDeepStrictEqual(annotations[key], value);
      })
      .map((one) => `${named(one)}: goes with its data when it leaves git`),
};
