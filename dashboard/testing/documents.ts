import type {
  CarrierDocument,
  DeadLetters,
  Entries,
  FailoverDocument,
  Found,
  Role,
  Session,
  Snapshot,
  TraceDocument,
  Verified,
} from '../api/types.ts';
import { liveState } from './live-state.ts';

export const ID = '01a206ea-b86b-7fb7-8a0d-cbe84a126685';
/** Whatever comes from outside may look so. */
export const SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)>';

export function snapshot(lost?: string): Snapshot {
  const at = Date.now();
  const state = { ...liveState({ at, ...(lost !== undefined && { lost }) }), ...happened(at) };
  const samples = Array.from({ length: 240 }, (_, index) => {
    const wave = Math.round(20 + 8 * Math.sin(index / 11));
    return {
      at: at - (240 - index) * 1_000,
      regions: Object.fromEntries(
        state.regions.map(({ name }, region) => [
          name,
          {
            state: 'up' as const,
            requests: region === 0 ? wave : 4,
            decided: 10,
            polls: 10,
            submits: 10,
            callbacks: 10,
            depth: 0,
            apiP99Ms: 6 + region * 3 + Math.cos(index / 5),
          },
        ]),
      ),
    };
  });
  return { state, samples };
}

function happened(at: number): Pick<Snapshot['state'], 'history' | 'monitors'> {
  const history = [{ at: at - 400_000, health: 'up' as const }];
  return {
    history: [{ at: at - 400_000, region: 'us-east-1', event: 'promoted', epoch: 1 }],
    monitors: [
      { id: 'a', kind: 'edge', name: 'api', region: 'us-east-1', health: 'up', history },
      {
        id: 'b',
        kind: 'edge',
        name: 'applet',
        region: 'us-west-2',
        health: 'down',
        detail: SCRIPT,
        history: [...history, { at: at - 60_000, health: 'down' }],
      },
    ],
  };
}

export function session(role: Role): Session {
  return {
    user: { subject: 'local', name: `local ${role}`, role },
    expiresAt: Date.now() + 3_600_000,
    signIn: { token: true, provider: null },
    region: 'us-east-1',
    local: true,
  };
}

export const SIGNED_OUT: Session = {
  user: null,
  signIn: { token: true, provider: { name: 'Example', path: '/dashboard/api/sign-in' } },
  region: 'us-east-1',
  local: false,
};

const at = Date.now() - 20_000;

export const FOUND: Found = {
  transactions: [
    {
      transactionId: ID,
      requestId: SCRIPT.slice(0, 40),
      customerId: 'demo-bank',
      model: 'touch',
      state: 'decided',
      acceptedAt: at,
      deadline: at + 30_000,
      region: 'us-east-1',
      decidedIn: 'us-west-2',
      responseType: 'APPROVED',
      status: 'ACCEPTED',
      decidedAt: at + 1_430,
      callback: 'delivered',
    },
  ],
  next: `${at}.${ID}`,
};

export const TRACE: TraceDocument = {
  transactionId: ID,
  requestId: 'pay-1',
  customerId: 'demo-bank',
  model: 'touch',
  state: 'decided',
  acceptedAt: at,
  deadline: at + 30_000,
  outcome: {
    responseType: 'NOT_AVAILABLE',
    status: 'TIMER_EXPIRED',
    decidedAt: at + 12_000,
    region: 'us-west-2',
  },
  callback: { state: 'delivered', attempts: 1, deliveredAt: at + 12_100 },
  cause: { name: 'no-poll', sentence: 'The SMS was delivered, and the applet did not poll.' },
  lines: [
    {
      at,
      region: 'us-east-1',
      source: 'transaction',
      lane: 'customer',
      what: 'accepted',
      title: 'Accepted',
    },
    {
      at: at + 90,
      region: 'us-east-1',
      source: 'smsc',
      lane: 'smsc',
      what: 'sms-accepted',
      title: 'SMS taken by the SMSC',
      sms: { attempt: 1, part: 1, sequence: 42, messageId: 'a7f3', bind: 'us-east-1/1' },
    },
    {
      at: at + 12_000,
      region: 'us-west-2',
      source: 'transaction',
      lane: 'tandem',
      what: 'timer-expired',
      title: 'The deadline passed',
      detail: SCRIPT,
    },
  ],
  complete: true,
};

export const CARRIER: CarrierDocument = {
  at,
  binds: ['us-east-1', 'us-west-2'].map((region, index) => ({
    region,
    instance: `${region}-0`,
    bind: `${region}-trx-1`,
    state: index === 0 ? 'bound' : 'throttled',
    inFlight: 3,
    window: 10,
    submits: 18.2,
    throttled: index * 4,
    unbound: 0,
  })),
  regions: ['us-east-1', 'us-west-2'].map((name) => ({
    name,
    submits: 18.2,
    receipts: 17.9,
    queue: 0,
    underWay: 3,
    latencyMs: { count: 90, p50: 12, p99: 41 },
    ended: { submitted: 9_120, refused: 4 },
    receiptStates: { DELIVRD: 9_000 },
  })),
  errors: [{ commandStatus: 0x58, name: 'ESME_RTHROTTLED', count: 4, perSecond: 0 }],
  receiptsOutstanding: 12,
};

export const FAILOVER: FailoverDocument = {
  overview: {
    now: at,
    home: 'us-east-1',
    leaseMs: 1_500,
    lease: { epoch: 2, holder: 'us-west-2' },
    regions: ['us-east-1', 'us-west-2'].map((name, index) => ({
      name,
      role: index === 0 ? 'passive' : 'active',
      state: 'up',
      able: true,
      drained: false,
      reasons: [],
      binds: { bound: 2, of: 2 },
      lag: { mno: 0 },
      reportedAt: at,
      processes: [],
    })),
    history: [],
  },
  last: {
    at,
    epoch: 2,
    to: 'us-west-2',
    from: 'us-east-1',
    kind: 'takeover',
    beganAt: at - 1_900,
    rto: { apiDetection: 0.9, appletDetection: 1.1, decision: 1.9, total: 1.9 },
  },
  actions: [
    { action: 'failback', region: 'us-east-1', allowed: true, needsForce: false },
    { action: 'drain', region: 'us-west-2', allowed: true, needsForce: true },
    {
      action: 'failover',
      region: 'us-west-2',
      allowed: false,
      why: 'It is active already.',
      needsForce: false,
    },
  ],
};

export const DEAD_LETTERS: DeadLetters = {
  callbacks: [
    {
      transactionId: ID,
      requestId: 'pay-2',
      customerId: 'demo-bank',
      responseType: 'APPROVED',
      attempts: 9,
      lastError: 'HTTP 503',
      deadAt: at,
    },
  ],
};

export const ENTRIES: Entries = {
  entries: [
    {
      segment: 3,
      line: 2,
      topic: 'actions',
      at,
      type: 'action',
      region: 'us-east-1',
      action: {
        actor: 'local',
        role: 'operator',
        name: 'drain',
        target: 'us-west-2',
        reason: SCRIPT,
        result: 'done',
      },
    },
  ],
};

export const VERIFIED: Verified = {
  valid: true,
  chains: [
    {
      region: 'us-east-1',
      valid: true,
      segments: 4,
      entries: 812,
      head: { seq: 4, hash: 'a'.repeat(64) },
      sealed: { seq: 4, epoch: 2, at },
    },
  ],
};
