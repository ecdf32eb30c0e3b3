import type { LiveState, Processes } from '../../api/types.ts';
import type { Move } from '../../live/store.ts';

export interface Happening {
  /** Milliseconds after the kill. */
  readonly after: number;
  readonly text: string;
}

interface Known {
  readonly killed: { readonly region: string; readonly at: number };
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
