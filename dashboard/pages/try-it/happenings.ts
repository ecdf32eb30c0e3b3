import type { LiveState, Processes } from '../../api/types.ts';
import type { Move } from '../../live/store.ts';

export interface Happening {
  /** Milliseconds after the kill. */
  readonly after: number;
  readonly text: string;
}

/** A region that lost all its processes, and when. Unix milliseconds of the server. */
export interface Killed {
  readonly region: string;
  readonly at: number;
}

interface Known {
  readonly killed: Killed;
  readonly incidents: Processes['incidents'];
  readonly moved: Move | undefined;
  readonly history: LiveState['history'];
}

/** Clocks of the page and the server agree to about this. */
const TOLERANCE_MS = 500;

/** What supervisor, regions and this page saw since the kill, in the order of time. */
export function happeningsOf({ killed, incidents, moved, history }: Known): Happening[] {
  const seen = [
    ...incidents,
    ...history.map(({ at, region, event, epoch, detail }) => {
      const number = epoch === undefined ? '' : `, epoch ${epoch}`;
      return { at, text: `${region}: ${event}${number}${detail ? ` (${detail})` : ''}` };
    }),
    ...(moved && moved.from !== moved.to
      ? [{ at: moved.backAt, text: `this page is answered by ${moved.to}` }]
      : []),
  ];
  return seen
    .filter(({ at }) => at >= killed.at - TOLERANCE_MS)
    .map(({ at, text }) => ({ after: Math.max(at - killed.at, 0), text }))
    .sort((a, b) => a.after - b.after);
}

/** The region that is dead now, and since when: whoever killed it, and from wherever. */
export function killedIn({ processes, incidents }: Processes): Killed | undefined {
  const region = processes.find(({ state }) => state === 'stopped')?.region;
  const told = incidents.findLast(({ text }) => text.startsWith(`${region}: SIGKILL`));
  return region !== undefined && told ? { region, at: told.at } : undefined;
}
