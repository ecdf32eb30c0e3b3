import type { LiveState } from '../../api/types.ts';
import { span } from '../../design/time/words.ts';

export interface Served {
  readonly what: string;
  /** Another region does it already. */
  readonly elsewhere: boolean;
  readonly text: string;
}

type Seen = Pick<LiveState, 'edge' | 'lease' | 'leaseMs' | 'regions' | 'edgeSeesLossMs'>;

/** What a lost region did, and who does it now: each moves by itself, at its own time. */
export function servedOf(
  lost: string,
  { edge, lease, leaseMs, regions, edgeSeesLossMs }: Seen,
): Served[] {
  const other = regions.find(({ name }) => name !== lost)?.name ?? 'another region';
  const seen = edge?.regions.find(({ name }) => name === lost);
  const holder = lease?.holder;
  return [
    {
      what: 'API requests',
      // The edge tries each in the other region when one does not answer, before any check has seen it.
      elsewhere: true,
      text:
        seen?.health === 'down'
          ? `go to ${other}`
          : `are tried in ${other} when ${lost} does not answer; the edge sees the loss within ${span(edgeSeesLossMs.api)}`,
    },
    holder !== undefined && holder !== lost
      ? { what: 'Singleton work', elsewhere: true, text: `is done by ${holder}` }
      : {
          what: 'Singleton work',
          elsewhere: false,
          text: `waits until the lease of ${lost} lapses, after ${span(leaseMs)}`,
        },
    seen === undefined || seen.appletHealth === 'down'
      ? { what: 'Applets', elsewhere: true, text: `reach ${other}` }
      : {
          what: 'Applets',
          elsewhere: false,
          text: `are still sent to ${lost}: the accelerator sees the loss within ${span(edgeSeesLossMs.applets)}`,
        },
  ];
}
