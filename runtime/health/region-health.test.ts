import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { startOpsServer } from '../ops-server.ts';
import type { Standing } from '../regions/board.ts';
import { INITIALLY_DOWN, observe } from './hysteresis.ts';
import { RegionHealth } from './region-health.ts';
import { judge } from './verdict.ts';

const RULE = { failuresToDown: 3, successesToUp: 2 };

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function monitored() {
  const clock = new ManualClock();
  const answers = { documents: () => Promise.resolve(), cache: () => Promise.resolve() };
  const changes: boolean[] = [];
  const health = new RegionHealth(
    [
      { name: 'documents', weight: 'vital', check: () => answers.documents() },
      { name: 'cache', weight: 'useful', check: () => answers.cache() },
    ],
    { clock, rule: RULE, everyMs: 100, timeoutMs: 50 },
  );
  health.onChange(({ up }) => changes.push(up));
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round += 1) {
      for (let half = 0; half < 2; half += 1) {
        await settle();
        clock.advance(50);
      }
    }
    await settle();
  };
  return { clock, answers, changes, health, rounds };
}

describe('hysteresis', () => {
  test('changes its mind only after enough contradictions in a row', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (observations) => {
        let state = observe(INITIALLY_DOWN, true, RULE);
        let run = 0;
        for (const success of observations) {
          const before = state.up;
          run = success === before ? 0 : run + 1;
          state = observe(state, success, RULE);
          const needed = before ? RULE.failuresToDown : RULE.successesToUp;
          expect(state.up !== before).toBe(run >= needed);
          if (state.up !== before) run = 0;
        }
      }),
    );
  });
});

test('the first success of all counts at once: there is nothing to flap from', () => {
  const failed = observe(INITIALLY_DOWN, false, RULE);
  expect(failed.up).toBe(false);
  expect(observe(failed, true, RULE)).toEqual({ up: true, against: 0 });
});

describe('the health of a region', () => {
  test('tells who waits for the first UP, or why there is none', async () => {
    const { clock, answers, health, rounds } = monitored();
    answers.documents = () => Promise.reject(new Error('no primary'));
    health.start();
    const impatient = health.firstUp(30);
    const patient = health.firstUp(1_000);
    await settle();
    clock.advance(30);
    expect(await impatient).toEqual({ up: false, reasons: ['documents: no primary'] });
    answers.documents = () => Promise.resolve();
    await rounds(2);
    expect(await patient).toEqual({ up: true, reasons: [] });
    expect(await health.firstUp(0)).toMatchObject({ up: true });
    health.stop();
  });

  test('is DOWN until every essential probe has shown itself up', async () => {
    const { health, rounds, changes } = monitored();
    expect(health.answer().status).toBe(503);
    health.start();
    await rounds(1);
    expect(health.answer()).toEqual({ status: 200, body: '{"status":"UP"}' });
    expect(changes).toEqual([true]);
    health.stop();
  });

  test('goes DOWN with reasons when an essential probe keeps failing, and comes back', async () => {
    const { answers, health, rounds } = monitored();
    health.start();
    await rounds(2);
    answers.documents = () => Promise.reject(new Error('no primary'));
    await rounds(2);
    expect(health.report().up).toBe(true);
    await rounds(2);
    expect(health.answer().status).toBe(503);
    expect(JSON.parse(health.answer().body)).toEqual({
      status: 'DOWN',
      reasons: ['documents: no primary'],
    });
    answers.documents = () => Promise.resolve();
    await rounds(3);
    expect(health.report().up).toBe(true);
    health.stop();
  });

  test('stays UP without its cache', async () => {
    const { answers, health, rounds } = monitored();
    answers.cache = () => Promise.reject(new Error('gone'));
    health.start();
    await rounds(6);
    expect(health.report().up).toBe(true);
    expect(health.probes()).toContainEqual({ name: 'cache', up: false });
    health.stop();
  });

  test('counts silence as failure, and asks a silent probe again', async () => {
    const { answers, health, rounds } = monitored();
    health.start();
    await rounds(2);
    answers.documents = () => new Promise(() => undefined);
    await rounds(8);
    expect(health.report().reasons).toEqual(['documents: no answer within 50 ms']);
    answers.documents = () => Promise.resolve();
    await rounds(3);
    expect(health.report().up).toBe(true);
    health.stop();
  });

  test('is DOWN at once when it drains', async () => {
    const { health, rounds } = monitored();
    health.start();
    await rounds(2);
    health.drain();
    expect(health.report()).toEqual({ up: false, reasons: ['draining'] });
    health.stop();
  });
});

test('the ops server answers /health, /ready, /live and /metrics and nothing else', async () => {
  const { health, rounds } = monitored();
  const metrics = createMetrics({ region: 'us-east-1' });
  const ops = await startOpsServer({ host: '127.0.0.1', port: 0, health, metrics });
  const get = (path: string) => fetch(`http://127.0.0.1:${ops.port}${path}`);
  try {
    expect((await get('/health')).status).toBe(503);
    // A restart would not bring what the process waits for.
    expect((await get('/live')).status).toBe(200);
    health.start();
    await rounds(2);
    expect(await (await get('/health')).text()).toBe('{"status":"UP"}');
    expect((await get('/ready')).status).toBe(200);
    expect(await (await get('/metrics')).text()).toContain(
      'process_cpu_seconds_total{region="us-east-1"}',
    );
    expect((await get('/else')).headers.get('content-type')).toContain('application/problem+json');
  } finally {
    health.stop();
    await ops.close();
  }
});

describe('beside another region', () => {
  /** A process whose event log may be lost, whose primary may stall, and what the board says. */
  function beside() {
    const clock = new ManualClock();
    const answers = { documents: true, primary: true, events: true };
    const check = (name: keyof typeof answers) => async () => {
      if (!answers[name]) throw new Error('gone');
    };
    let standing: Standing | undefined;
    const away: number[] = [];
    const health: RegionHealth = new RegionHealth(
      [
        { name: 'documents', weight: 'vital', check: check('documents') },
        { name: 'primary', weight: 'vital', toleranceMs: 30_000, check: check('primary') },
        { name: 'events', weight: 'comparative', check: check('events') },
      ],
      {
        clock,
        rule: RULE,
        everyMs: 100,
        timeoutMs: 50,
        awayAfterMs: 1_500,
        patienceMs: 10_000,
        standing: () => standing,
        onAway: (ms) => away.push(ms),
      },
    );
    const say = (change: Partial<Standing>) => {
      const before = standing ?? {
        round: 0,
        toldAble: true,
        drained: false,
        missing: [],
        othersAble: ['west'],
      };
      standing = { ...before, ...change, round: before.round + 1 };
      health.reconsider();
    };
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 50) {
        await settle();
        clock.advance(50);
      }
      await settle();
    };
    const start = async () => {
      health.start();
      say({});
      await pass(200);
      expect(health.report().up).toBe(true);
    };
    return { clock, answers, health, say, pass, start, away };
  }

  test('is not UP before it has looked at the others: it may be drained', async () => {
    const { health, say, pass } = beside();
    health.start();
    await pass(500);
    expect(health.report().reasons).toEqual(['regions: not looked at yet']);
    say({ drained: true });
    expect(health.report()).toEqual({ up: false, reasons: ['drained'] });
    say({ drained: false });
    expect(health.report().up).toBe(true);
    health.stop();
  });

  test('an election takes nobody DOWN; a primary that stays away does', async () => {
    const { answers, health, pass, start } = beside();
    await start();
    answers.primary = false;
    await pass(29_000);
    expect(health.report().up).toBe(true);
    await pass(2_000);
    expect(health.report().reasons).toEqual(['primary: gone']);
    health.stop();
  });

  test('cut off from documents it is DOWN at once', async () => {
    const { answers, health, pass, start } = beside();
    await start();
    answers.documents = false;
    await pass(400);
    expect(health.report().reasons).toEqual(['documents: gone']);
    health.stop();
  });

  test('steps aside for a region that serves better, once that one could know', async () => {
    const { answers, health, say, pass, start } = beside();
    await start();
    answers.events = false;
    await pass(400);
    expect(health.able).toBe(false);
    expect(health.report().up).toBe(true);
    say({ toldAble: false });
    expect(health.report().reasons).toEqual(['events: gone']);
    say({ othersAble: [] });
    expect(health.report().up).toBe(true);
    health.stop();
  });

  test('goes DOWN for a workload that none of its processes does, while another region does all', async () => {
    const { health, say, start } = beside();
    await start();
    say({ missing: ['mno'] });
    expect(health.report().reasons).toEqual(['mno: no process of it is ready']);
    say({ missing: ['mno'], othersAble: [] });
    expect(health.report().up).toBe(true);
    health.stop();
  });

  test('a start waits for everything, but not for ever when nobody else can serve', async () => {
    const { answers, health, say, pass } = beside();
    answers.events = false;
    health.start();
    say({ toldAble: false, othersAble: [] });
    await pass(9_500);
    expect(health.report().up).toBe(false);
    await pass(1_000);
    expect(health.report().up).toBe(true);
    health.stop();
  });

  test('after an absence it is DOWN until it has looked at documents and the others again', async () => {
    const { clock, answers, health, say, pass, start, away } = beside();
    await start();
    health.stop();
    clock.advance(3_000);
    health.start();
    expect(away).toHaveLength(1);
    expect(health.report().reasons[0]).toMatch(/^was not running for 3\.\d s$/);
    say({});
    await pass(1_000);
    expect(health.report().up).toBe(false);
    answers.events = true;
    say({});
    expect(health.report()).toEqual({ up: true, reasons: [] });
    health.stop();
  });
});

test('two regions that lose the same thing never both step aside', () => {
  const loss = fc.record({
    region: fc.constantFrom(0, 1),
    step: fc.constantFrom('lose', 'tell', 'look'),
  });
  fc.assert(
    fc.property(fc.array(loss, { maxLength: 60 }), (steps) => {
      const regions = [0, 1].map(() => ({
        able: true,
        told: true,
        standing: standingOf(true, true),
      }));
      for (const { region, step } of steps) {
        const own = regions[region];
        const other = regions[1 - region];
        if (!own || !other) continue;
        if (step === 'lose') own.able = false;
        // A round tells and then looks; anything may happen between the two.
        if (step === 'tell') own.told = own.able;
        if (step === 'look') own.standing = standingOf(own.told, other.told);
        const up = regions.map((each) => upWith(each.able, each.standing));
        expect(up.some(Boolean)).toBe(true);
      }
    }),
  );
});

function standingOf(toldAble: boolean, otherAble: boolean): Standing {
  const othersAble = otherAble ? ['other'] : [];
  return { round: 1, toldAble, drained: false, missing: [], othersAble };
}

function upWith(able: boolean, standing: Standing): boolean {
  const probe = { weight: 'comparative' } as const;
  const watches = [{ probe, reason: able ? undefined : 'lost' }];
  return judge({ watches, standing, looked: true, alone: false, own: [], settled: true }).up;
}
