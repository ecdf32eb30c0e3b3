import type { LiveState, Sample, Snapshot, Update } from '../api/types.ts';

export const MAX_SAMPLES = 300;

/** How the stream stands: `lost` since a time, until another region takes it up. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly region: string }
  | { readonly kind: 'lost'; readonly region: string | undefined; readonly since: number };

/** The stream broke and came back, maybe from another region. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly lostAt: number;
  readonly backAt: number;
}

export interface Live {
  readonly connection: Connection;
  readonly state: LiveState | undefined;
  readonly samples: readonly Sample[];
  readonly lastMove: Move | undefined;
  /** By how much the server's clock is ahead of this one, in milliseconds. */
  readonly aheadMs: number;
}

export const EMPTY: Live = {
  connection: { kind: 'connecting' },
  state: undefined,
  samples: [],
  lastMove: undefined,
  aheadMs: 0,
};

export function onSnapshot(live: Live, { state, samples }: Snapshot, now: number): Live {
  return { ...connected(live, state, now), samples: samples.slice(-MAX_SAMPLES) };
}

export function onUpdate(live: Live, { state, sample }: Update, now: number): Live {
  const newest = live.samples.at(-1);
  if (newest && sample.at <= newest.at) return connected(live, state, now);
  const samples = [...live.samples.slice(1 - MAX_SAMPLES), sample];
  return { ...connected(live, state, now), samples };
}

export function onLost(live: Live, now: number): Live {
  if (live.connection.kind === 'lost') return live;
  const region = live.connection.kind === 'live' ? live.connection.region : undefined;
  return { ...live, connection: { kind: 'lost', region, since: now } };
}

function connected(live: Live, state: LiveState, now: number): Live {
  const { connection } = live;
  const lostFrom = connection.kind === 'lost' ? connection.region : undefined;
  const lastMove =
    connection.kind === 'lost' && lostFrom !== undefined
      ? { from: lostFrom, to: state.region, lostAt: connection.since, backAt: now }
      : live.lastMove;
  const aheadMs = state.at - now;
  return { ...live, state, aheadMs, lastMove, connection: { kind: 'live', region: state.region } };
}
