import type { Health, LiveRegion, LiveState } from '../api/types.ts';

/** `api` and `applets`: the two edges. A region goes by its name. */
export type NodeId = 'api' | 'applets' | 'carrier' | 'documents' | `region ${string}`;

export interface Flow {
  readonly from: NodeId;
  readonly to: NodeId;
  /** The region whose traffic it is. */
  readonly region: number;
  /** Per second. */
  readonly rate: number;
  readonly state: 'open' | 'closed';
}

export const regionNode = (name: string): NodeId => `region ${name}`;

/** What runs between the parts of the system now, as the map draws it. */
export function flowsOf({ regions, monitors, edge }: LiveState): Flow[] {
  return regions.flatMap((region, index) => {
    const { name, traffic, binds, stores } = region;
    const node = regionNode(name);
    const silent = region.state === 'silent';
    const seen = edge?.regions.find((each) => each.name === name);
    const api = seen?.health ?? checkedBy(monitors, name, 'api');
    const applet = seen?.appletHealth ?? checkedBy(monitors, name, 'applet');
    const open = (isOpen: boolean) => (isOpen ? 'open' : 'closed');
    const flow = (from: NodeId, to: NodeId, rate: number, isOpen: boolean): Flow => {
      return { from, to, region: index, rate: silent ? 0 : rate, state: open(isOpen && !silent) };
    };
    return [
      flow('api', node, traffic.requests, api !== 'down' && !region.drained),
      flow('applets', node, traffic.polls + traffic.answers, applet !== 'down' && !region.drained),
      flow(node, 'carrier', traffic.submits + traffic.receipts, binds.bound > 0),
      flow(node, 'documents', traffic.decided, stores.documents !== 'down'),
    ];
  });
}

function checkedBy(monitors: LiveState['monitors'], region: string, what: string): Health {
  const found = monitors.find(
    (each) => each.kind === 'edge' && each.region === region && each.name.includes(what),
  );
  return found?.health ?? 'unknown';
}

/** In one word, and whether it is well. */
export function standingOf(region: LiveRegion, holder: string | undefined): string {
  if (region.state === 'silent') return 'silent';
  if (region.drained) return 'drained';
  if (region.state === 'down') return 'down';
  return region.name === holder ? 'active' : 'standby';
}

/** Seconds that a dot takes for the gap to the next: the busier, the quicker, within what the eye follows. */
export function paceOf(rate: number): 'still' | 'slow' | 'steady' | 'quick' {
  if (rate <= 0) return 'still';
  if (rate < 5) return 'slow';
  return rate < 100 ? 'steady' : 'quick';
}
