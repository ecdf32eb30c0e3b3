import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LEASE_ID, REGION_GUARD } from '../../guard/index.ts';
import type { Overview } from '../../regions/schemas.ts';
import type { Monitor } from '../schemas.ts';
import { type Browser, Dashboard } from '../testing/harness.ts';
import { offersOf } from './actions.ts';
import { FailoverMemory, lastFailover } from './last.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';

const region = (name: string, change: Partial<Overview['regions'][number]> = {}) => ({
  name,
  role: 'passive' as const,
  state: 'up' as const,
  able: true,
  drained: false,
  reasons: [],
  binds: { bound: 8, of: 8 },
  lag: {},
  processes: [],
  ...change,
});
const overview = (change: Partial<Overview> = {}): Overview => ({
  now: 100_000,
  home: EAST,
  leaseMs: 1_500,
  lease: { epoch: 2, holder: WEST },
  regions: [region(EAST, { reportedAt: 50_000 }), region(WEST, { reportedAt: 100_000 })],
  history: [],
  ...change,
});
const promoted = (detail: string) => ({
  at: 52_000,
  region: WEST,
  event: 'promoted',
  epoch: 2,
  detail,
});
const monitor = (name: string, at: number): Monitor => ({
  id: `edge/${EAST}/${name}`,
  kind: 'edge',
  name,
  region: EAST,
  health: 'down',
  history: [{ at, health: 'down' }],
});

describe('the last failover', () => {
  test('is the sum of what the edge and the lease took', () => {
    const history = [promoted(`${EAST} was silent for one lease`)];
    const monitors = [monitor('API', 51_500), monitor('applet port', 54_000)];
    expect(lastFailover(overview({ history }), monitors)).toMatchObject({
      kind: 'takeover',
      from: EAST,
      to: WEST,
      epoch: 2,
      rto: { apiDetection: 1.5, appletDetection: 4, decision: 2, total: 4 },
    });
  });

  test('that was asked for begins with the order, and the edge saw nothing', () => {
    const history = [
      { at: 51_000, region: EAST, event: 'handover-requested', epoch: 1 },
      promoted(`handed over by ${EAST}`),
    ];
    expect(lastFailover(overview({ history }), [monitor('API', 51_500)])).toMatchObject({
      kind: 'handover',
      beganAt: 51_000,
      rto: { apiDetection: null, decision: 1, total: 1 },
    });
  });

  test('is remembered when the lost region is back, and its last sign of life is no more', () => {
    const history = [promoted(`${EAST} was silent for one lease`)];
    const memory = new FailoverMemory();
    memory.observe(overview({ history }), []);
    const back = [region(EAST, { reportedAt: 90_000 }), region(WEST)];
    memory.observe(overview({ history, regions: back }), []);
    expect(memory.last).toMatchObject({ beganAt: 50_000, rto: { decision: 2 } });
  });

  test('is none before the first, and a start is none', () => {
    expect(lastFailover(overview(), [])).toBeNull();
    expect(lastFailover(overview({ history: [promoted('the first lease')] }), [])).toBeNull();
  });
});

test('what may be asked for follows from how the regions stand', () => {
  const offers = offersOf(overview({ regions: [region(EAST, { able: false }), region(WEST)] }));
  expect(offers).toMatchObject([
    { action: 'failback', region: EAST, allowed: true, needsForce: true },
    { action: 'drain', region: EAST, needsForce: false },
    { action: 'failover', region: WEST, allowed: false, why: `${WEST} is active.` },
    { action: 'drain', region: WEST, needsForce: true },
  ]);
});

describe('an action', () => {
  let dashboard: Dashboard;
  let operator: Browser;

  beforeEach(async () => {
    dashboard = await Dashboard.start();
    operator = await dashboard.signIn({ role: 'operator' });
    await dashboard.documents
      .collection(REGION_GUARD)
      .insert({ _id: LEASE_ID, version: 1, epoch: 1, holder: EAST, renewals: 1 });
  });
  afterEach(() => dashboard.close());

  const ask = (change: object) =>
    operator.act('/failover/actions', {
      action: 'failover',
      region: WEST,
      confirm: WEST,
      reason: 'a rehearsal',
      force: true,
      ...change,
    });

  test('is done, recorded with who and why, and shown', async () => {
    const done = await ask({});
    expect(done.json()).toMatchObject({ action: 'failover', region: WEST, changed: true });
    expect(dashboard.acted()).toEqual([`failover ${WEST} asked`, `failover ${WEST} done`]);
    const lease = await dashboard.documents.collection(REGION_GUARD).get(LEASE_ID);
    expect(lease?.handover).toMatchObject({ to: WEST });
    expect((await operator.get('/failover')).json().overview.lease.handover.to).toBe(WEST);
  });

  test.each([
    ['confirm', { confirm: 'us-west-1' }, 'must repeat the name of the region, us-west-2'],
    ['reason', { reason: '' }, 'reason'],
    ['action', { action: 'explode' }, 'action'],
    ['surplus', { surplus: 1 }, 'surplus'],
  ])(
    'with a wrong %s is refused in a sentence, and nothing is done',
    async (_what, change, said) => {
      const refused = await ask(change);
      expect(refused.json()).toMatchObject({ status: 400, code: 'invalid-request' });
      expect(refused.json().detail).toContain(said);
      expect(dashboard.acted()).toEqual([]);
    },
  );

  test('that the regions do not allow is refused with their reason', async () => {
    const refused = await ask({ force: false });
    expect(refused.json()).toMatchObject({ status: 409, code: 'region-refused' });
    expect(dashboard.acted().at(-1)).toMatch(/^failover us-west-2 refused: us-west-2 is not able/);
    expect((await ask({ action: 'failback' })).json().detail).toContain('is not home');
  });

  test('is not begun when the audit log does not take it', async () => {
    dashboard.events.broken = new Error('gone');
    const refused = await ask({});
    expect(refused.json()).toMatchObject({ status: 503, code: 'action-not-recorded' });
    const lease = await dashboard.documents.collection(REGION_GUARD).get(LEASE_ID);
    expect(lease?.handover).toBeUndefined();
  });

  test('is for operators', async () => {
    const support = await dashboard.signIn({ role: 'support', subject: 'bob' });
    const body = { action: 'drain', region: WEST, confirm: WEST, reason: 'why not' };
    const refused = await support.act('/failover/actions', body);
    expect(refused.json()).toMatchObject({ status: 403, code: 'dashboard-forbidden' });
    expect(refused.json().detail).toContain('needs the role operator');
  });
});
