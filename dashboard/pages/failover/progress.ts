import type { Action, FailoverDocument } from '../../api/types.ts';
import type { Tone } from '../../design/tone.ts';

export interface Ordered extends Pick<Action, 'action' | 'region'> {
  /** False: it was so already. */
  readonly changed: boolean;
}

export interface Progress {
  readonly tone: Extract<Tone, 'accent' | 'good'>;
  readonly text: string;
}

/** How far an order has come, by what the regions say now. */
export function progressOf(
  { action, region, changed }: Ordered,
  { lease, regions }: FailoverDocument['overview'],
): Progress {
  if (!changed) return { tone: 'good', text: `${region}: it was so already.` };
  const state = regions.find(({ name }) => name === region)?.state;
  switch (action) {
    case 'failover':
    case 'failback':
      return lease?.holder === region
        ? { tone: 'good', text: `${region} is active, epoch ${lease.epoch}.` }
        : {
            tone: 'accent',
            text: `${lease?.holder ?? 'Nobody'} is handing its singleton work over to ${region}…`,
          };
    case 'drain':
      return state === 'up'
        ? { tone: 'accent', text: `${region} is told to drain…` }
        : { tone: 'good', text: `${region} is drained: the edge keeps traffic away from it.` };
    case 'undrain':
      return state === 'up'
        ? { tone: 'good', text: `${region} serves again.` }
        : { tone: 'accent', text: `${region} is told to serve again…` };
  }
}
