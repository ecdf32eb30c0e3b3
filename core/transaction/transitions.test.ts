import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APPLET_STATUSES, MODELS } from '../outcome.ts';
import { MAX_STEPS } from './decision.ts';
import type { TransactionEvent } from './events.ts';
import type { Transaction } from './transaction.ts';
import { acceptTransaction, decide } from './transitions.ts';

const ACCEPTED_AT = Date.UTC(2026, 0, 1);
const DEADLINE = ACCEPTED_AT + 30_000;
const at = (ms: number) => ({ at: ACCEPTED_AT + ms, region: 'us-east-1' });
const driveAt = ACCEPTED_AT + 60_000;

function accepted(model: (typeof MODELS)[number] = 'touch'): Transaction {
  return acceptTransaction({
    ...at(0),
    id: '019b75e1-3000-7000-8000-000000000001',
    customerId: 'acme',
    requestId: 'r-1',
    requestDigest: 'digest',
    request: {
      model,
      message: 'Pay?',
      items: model === 'itemselect' ? ['one', 'two'] : [],
      popupSeconds: 20,
      callbackUrl: 'https://bank.example/cb',
    },
    msisdnHash: 'hash',
    msisdnSealed: 'sealed',
    deadline: DEADLINE,
    driveAt,
    purgeAt: ACCEPTED_AT + 30 * 86_400_000,
  });
}

const subscriber = { appletId: 'applet-1', simUid: 'sim-1', deviceUid: 'device-1' };
const resolve: TransactionEvent = { ...at(5), type: 'subscriber-resolved', subscriber, driveAt };
const claim = (attempt: number, ms = 10): TransactionEvent => ({
  ...at(ms),
  type: 'wake-up-claimed',
  attempt,
  maxAttempts: 2,
  driveAt,
});
const answer = (
  change: Partial<Extract<TransactionEvent, { type: 'applet-answered' }>> = {},
): TransactionEvent => ({
  ...at(2_000),
  type: 'applet-answered',
  appletId: 'applet-1',
  status: '00',
  answer: '',
  simUid: 'sim-1',
  deviceUid: 'device-1',
  lastImeiChange: '',
  driveAt,
  ...change,
});
const deadline: TransactionEvent = { ...at(30_000), type: 'deadline-reached', driveAt };

function after(...events: TransactionEvent[]): Transaction {
  return events.reduce((transaction, event) => {
    const decision = decide(transaction, event);
    if (decision.kind !== 'moved') throw new Error(`${event.type}: ${decision.reason}`);
    return decision.transaction;
  }, accepted());
}

function reasonOf(transaction: Transaction, event: TransactionEvent): string {
  const decision = decide(transaction, event);
  return decision.kind === 'moved' ? 'moved' : decision.reason;
}

describe('the life of a transaction', () => {
  it('goes from accepted to delivered, owing one event per state and nothing at the end', () => {
    const resolved = after(resolve);
    expect(resolved).toMatchObject({
      state: 'resolved',
      outbox: 'subscriber-resolved',
      version: 2,
    });
    const decided = after(resolve, claim(1), answer());
    expect(decided).toMatchObject({
      state: 'decided',
      outbox: 'transaction-decided',
      outcome: { responseType: 'APPROVED', status: 'ACCEPTED', simUid: 'sim-1' },
      callback: { state: 'pending', attempts: 0 },
    });
    const delivered = after(resolve, claim(1), answer(), {
      ...at(2_100),
      type: 'callback-delivered',
      httpStatus: 200,
    });
    expect(delivered.callback).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(delivered).not.toHaveProperty('outbox');
    expect(delivered).not.toHaveProperty('driveAt');
    expect(delivered.steps.map((step) => step.step)).toEqual([
      'accepted',
      'subscriber-resolved',
      'wake-up-claimed',
      'applet-answered',
      'callback-delivered',
    ]);
  });

  it('forgets the sealed number and leaves the live indexes with the outcome', () => {
    const decided = after(resolve, answer());
    expect(decided).not.toHaveProperty('msisdnSealed');
    expect(decided).not.toHaveProperty('expiresAt');
    expect(decided).not.toHaveProperty('awaiting');
  });

  it('ends an unknown subscriber as NOT_REGISTERED', () => {
    expect(after({ ...at(5), type: 'subscriber-unknown', driveAt }).outcome).toMatchObject({
      responseType: 'NOT_REGISTERED',
      status: 'UNKNOWN_SUBSCRIBER',
    });
  });

  it('expires only at the deadline, from any undecided state', () => {
    expect(reasonOf(accepted(), { ...at(29_999), type: 'deadline-reached', driveAt })).toBe(
      'early',
    );
    expect(after(deadline).outcome).toMatchObject({
      responseType: 'NOT_AVAILABLE',
      status: 'TIMER_EXPIRED',
    });
    expect(after(resolve, claim(1), deadline).steps.at(-1)?.detail).toContain('TIMER_EXPIRED');
  });
});

describe('wake-up attempts', () => {
  it('are claimed once each, in order, up to the limit, and never after the deadline', () => {
    const once = after(resolve, claim(1));
    expect(reasonOf(once, claim(1))).toBe('already');
    expect(reasonOf(once, claim(3))).toBe('attempts-exhausted');
    expect(reasonOf(after(resolve), claim(2))).toBe('out-of-order');
    expect(reasonOf(after(resolve, claim(1), claim(2)), claim(3))).toBe('attempts-exhausted');
    expect(reasonOf(after(resolve), claim(1, 30_000))).toBe('late');
  });

  it('record how they ended, once', () => {
    const ended = after(resolve, claim(1), {
      ...at(20),
      type: 'wake-up-ended',
      attempt: 1,
      result: 'refused',
      commandStatus: 0x45,
    });
    expect(ended.wakeUps).toMatchObject([{ attempt: 1, result: 'refused', commandStatus: 0x45 }]);
    const again = { ...at(30), type: 'wake-up-ended', attempt: 1, result: 'timed-out' } as const;
    expect(reasonOf(ended, again)).toBe('already');
    expect(reasonOf(ended, { ...again, attempt: 2 })).toBe('out-of-order');
  });
});

describe('answers', () => {
  it('are told `already` when repeated and `decided` when they contradict', () => {
    const decided = after(resolve, answer());
    expect(reasonOf(decided, answer({ at: ACCEPTED_AT + 9_000 }))).toBe('already');
    expect(reasonOf(decided, answer({ status: '01' }))).toBe('decided');
    expect(reasonOf(after(resolve, deadline), answer())).toBe('decided');
  });

  it('come too late from the deadline on, even before the timer has seen it', () => {
    expect(reasonOf(after(resolve), answer({ at: DEADLINE }))).toBe('late');
  });

  it('count only from the applet that was woken', () => {
    expect(reasonOf(after(resolve), answer({ appletId: 'applet-2' }))).toBe('not-yours');
  });

  it('tell the date of the last IMEI change alone, of the applet or else of the operator', () => {
    const told = {
      ...resolve,
      subscriber: { ...subscriber, lastImeiChange: '2023-01-08T09:30:00Z' },
    };
    expect(after(told, answer()).outcome?.lastImeiChange).toBe('2023-01-08');
    const fresher = answer({ lastImeiChange: '2025-06-30' });
    expect(after(told, fresher).outcome?.lastImeiChange).toBe('2025-06-30');
    expect(after(resolve, answer()).outcome).not.toHaveProperty('lastImeiChange');
  });

  it('leave the notification pending when the SIM toolkit was busy', () => {
    expect(reasonOf(after(resolve), answer({ status: '03' }))).toBe('busy');
  });

  it.each([
    ['silent', '00', '', 'VERIFIED', 'ACCEPTED'],
    ['touch', '00', '', 'APPROVED', 'ACCEPTED'],
    ['touch', '01', '', 'REJECTED', 'REFUSED'],
    ['touch', '02', '', 'NOT_AVAILABLE', 'NO_INPUT'],
    ['touch', '04', '', 'FAILED', 'APPLET_ERROR'],
    ['multisecure', '00', '4711', 'ANSWERED', 'ACCEPTED'],
    ['itemselect', '00', 'two', 'ANSWERED', 'ACCEPTED'],
    ['itemselect', '00', 'three', 'FAILED', 'INVALID_ANSWER'],
  ] as const)('%s with status %s and "%s" is %s (%s)', (model, status, text, type, why) => {
    const resolved = decide(accepted(model), resolve);
    if (resolved.kind !== 'moved') throw new Error('not resolved');
    const decision = decide(resolved.transaction, answer({ status, answer: text }));
    expect(decision).toMatchObject({
      kind: 'moved',
      transaction: { outcome: { responseType: type, status: why } },
    });
  });
});

describe('callbacks', () => {
  const failed = (retryAt?: number): TransactionEvent => ({
    ...at(3_000),
    type: 'callback-failed',
    reason: 'HTTP 500',
    ...(retryAt === undefined ? {} : { retryAt }),
  });

  it('are retried, then dead-lettered, then requeued by an operator', () => {
    const retried = after(resolve, answer(), failed(ACCEPTED_AT + 4_000));
    expect(retried).toMatchObject({
      driveAt: ACCEPTED_AT + 4_000,
      callback: { state: 'pending', attempts: 1, lastError: 'HTTP 500' },
    });
    const dead = after(resolve, answer(), failed(ACCEPTED_AT + 4_000), failed());
    expect(dead.callback).toMatchObject({
      state: 'dead',
      attempts: 2,
      deadAt: ACCEPTED_AT + 3_000,
    });
    expect(dead).not.toHaveProperty('driveAt');
    const requeued = decide(dead, { ...at(9_000), type: 'callback-requeued' });
    expect(requeued).toMatchObject({
      kind: 'moved',
      transaction: { callback: { state: 'pending', attempts: 0 }, outbox: 'transaction-decided' },
    });
  });

  it('do not exist before the outcome', () => {
    expect(reasonOf(after(resolve), failed())).toBe('out-of-order');
  });
});

const anyEvent: fc.Arbitrary<TransactionEvent> = fc
  .record({
    ms: fc.integer({ min: 0, max: 60_000 }),
    region: fc.constantFrom('us-east-1', 'us-west-2'),
    attempt: fc.integer({ min: 1, max: 4 }),
    status: fc.constantFrom(...APPLET_STATUSES),
    appletId: fc.constantFrom('applet-1', 'applet-2'),
    answer: fc.constantFrom('', 'one', 'other'),
    result: fc.constantFrom('submitted', 'refused', 'timed-out', 'link-lost' as const),
    retryAt: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
    type: fc.constantFrom(
      'subscriber-resolved',
      'subscriber-unknown',
      'wake-up-claimed',
      'wake-up-ended',
      'notification-presented',
      'applet-answered',
      'deadline-reached',
      'driven',
      'callback-delivered',
      'callback-failed',
      'callback-requeued',
    ),
  })
  .map(
    ({ ms, retryAt, ...rest }) =>
      ({
        ...rest,
        at: ACCEPTED_AT + ms,
        driveAt: ACCEPTED_AT + ms + 1_000,
        maxAttempts: 2,
        subscriber,
        simUid: 'sim-1',
        deviceUid: 'device-1',
        lastImeiChange: '',
        httpStatus: 200,
        reason: 'HTTP 500',
        ...(retryAt === undefined ? {} : { retryAt: ACCEPTED_AT + retryAt }),
      }) as unknown as TransactionEvent,
  );

const anyHistory = fc.tuple(
  fc.constantFrom(...MODELS),
  fc.array(anyEvent, { minLength: 1, maxLength: 80 }),
);

describe('whatever happens, in whatever order', () => {
  it('no history reaches two outcomes, and versions grow by one', () => {
    fc.assert(
      fc.property(anyHistory, ([model, events]) => {
        let transaction = accepted(model);
        for (const event of events) {
          const before = transaction;
          const decision = decide(before, event);
          if (decision.kind === 'unchanged') continue;
          transaction = decision.transaction;
          expect(transaction.version).toBe(before.version + 1);
          if (before.outcome) expect(transaction.outcome).toBe(before.outcome);
          expect(transaction.state === 'decided').toBe(transaction.outcome !== undefined);
          expect(transaction.outcome === undefined).toBe(transaction.callback === undefined);
          expect(transaction.steps.length).toBeLessThanOrEqual(MAX_STEPS);
          expect(transaction.wakeUps.length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every history ends: the deadline decides what nothing else has decided', () => {
    fc.assert(
      fc.property(anyHistory, ([model, events]) => {
        let transaction = accepted(model);
        for (const event of [...events, deadline]) {
          const decision = decide(transaction, event);
          if (decision.kind === 'moved') transaction = decision.transaction;
        }
        expect(transaction.outcome).toBeDefined();
      }),
    );
  });

  it('every event repeated at once changes nothing but a retried callback or a drive', () => {
    const repeatable = new Set(['driven', 'callback-failed']);
    fc.assert(
      fc.property(anyHistory, ([model, events]) => {
        let transaction = accepted(model);
        for (const event of events) {
          const decision = decide(transaction, event);
          if (decision.kind === 'unchanged') continue;
          transaction = decision.transaction;
          if (!repeatable.has(event.type))
            expect(decide(transaction, event).kind).toBe('unchanged');
        }
      }),
    );
  });

  it('a decided transaction owes its callback until it is delivered or dead', () => {
    fc.assert(
      fc.property(anyHistory, ([model, events]) => {
        let transaction = accepted(model);
        for (const event of events) {
          const decision = decide(transaction, event);
          if (decision.kind === 'moved') transaction = decision.transaction;
          const settled = transaction.callback && transaction.callback.state !== 'pending';
          expect(transaction.outbox === undefined).toBe(Boolean(settled));
          expect(transaction.driveAt === undefined).toBe(Boolean(settled));
        }
      }),
    );
  });
});
