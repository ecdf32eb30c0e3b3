import { findingsOf, POLICIES } from '../../policies/index.ts';
import { viewOf } from '../../policies/view.ts';
import { judged, type Stage } from '../stage.ts';

/** Our own rules on what synth wrote, for every provider. */
export const policies: Stage = {
  number: 3,
  name: 'policies',
  async run({ topology, manifest, stacks }) {
    const view = viewOf(topology, manifest, new Map(stacks.map(({ name, json }) => [name, json])));
    const count = Object.keys(POLICIES).length;
    return judged(findingsOf(view), `${count} policies on ${view.resources.length} resources`);
  },
};
