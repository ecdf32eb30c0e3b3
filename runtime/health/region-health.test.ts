import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { startOpsServer } from '../ops-server.ts';
import { INITIALLY_DOWN, observe } from './hysteresis.ts';
import { RegionHealth } from './region-health.ts';

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

test('the ops server answers /health and /metrics and nothing else', async () => {
  const { health, rounds } = monitored();
  const metrics = createMetrics({ region: 'us-east-1' });
  const ops = await startOpsServer({ host: '127.0.0.1', port: 0, health, metrics });
  const get = (path: string) => fetch(`http://127.0.0.1:${ops.port}${path}`);
  try {
    expect((await get('/health')).status).toBe(503);
    health.start();
    await rounds(2);
    expect(await (await get('/health')).text()).toBe('{"status":"UP"}');
    expect(await (await get('/metrics')).text()).toContain(
      'process_cpu_seconds_total{region="us-east-1"}',
    );
    expect((await get('/else')).headers.get('content-type')).toContain('application/problem+json');
  } finally {
    health.stop();
    await ops.close();
  }
});
