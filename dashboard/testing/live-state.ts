import type { Health, LiveRegion, LiveState } from '../api/types.ts';

interface LiveStateOptions {
  /** A region that is silent; the other one is then active. */
  readonly lost?: string;
  /** A region whose API the edge sees down. */
  readonly apiDown?: string;
  readonly at?: number;
}

const REGIONS = ['us-east-1', 'us-west-2'] as const;
const NOON = Date.UTC(2026, 10, 23, 12, 0, 0);

/** A whole state of a system under load, as the server tells it. */
export function liveState({ lost, apiDown, at = NOON }: LiveStateOptions = {}): LiveState {
  const holder = REGIONS.find((name) => name !== lost) ?? REGIONS[0];
  const seen = (name: string): Health => (name === lost ? 'down' : 'up');
  return {
    at,
    profile: 'fast',
    region: holder,
    home: REGIONS[0],
    leaseMs: 1_500,
    edgeSeesLossMs: { api: 3_750, applets: 6_000 },
    lease: { epoch: lost ? 2 : 1, holder },
    regions: REGIONS.map((name) => region(name, name === holder, name === lost)),
    outcomes: { total: 60, counts: { APPROVED: 48, REJECTED: 6, NOT_AVAILABLE: 6 } },
    monitors: [],
    history: [],
    edge: {
      regions: REGIONS.map((name) => ({
        name,
        link: 'ok',
        requests: 0,
        connections: 0,
        health: name === apiDown ? 'down' : seen(name),
        appletHealth: seen(name),
      })),
    },
    carrier: null,
    notices: [],
  };
}

function region(name: string, active: boolean, silent: boolean): LiveRegion {
  const rate = silent ? 0 : active ? 20 : 4;
  return {
    name,
    role: active ? 'active' : 'passive',
    state: silent ? 'silent' : 'up',
    able: !silent,
    drained: false,
    reasons: [],
    processes: [],
    binds: { bound: silent ? 0 : 2, of: 2 },
    queues: [{ name: 'mno', depth: 0 }],
    traffic: {
      requests: rate,
      accepted: rate,
      refused: 0,
      lookUps: rate,
      submits: rate,
      submitFailures: 0,
      receipts: rate,
      polls: rate,
      answers: rate,
      expired: 0,
      decided: rate,
      callbacks: rate,
      callbackFailures: 0,
    },
    latencyMs: {
      api: { count: 20, p50: 4, p99: 12 },
      lookUp: null,
      submit: null,
      notification: null,
      answer: null,
      callback: null,
    },
    outcomes: {},
    stores: { documents: 'up', cache: 'up', events: 'up' },
  };
}
