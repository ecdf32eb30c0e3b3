import { ManualClock } from '@tandem/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { planDrill } from '../catalogue/index.ts';
import { RecordedTarget } from '../faults/testing/recorded-target.ts';
import { Timeline } from './timeline.ts';

const clock = new ManualClock();
let target: RecordedTarget;
let recorded: string[];
let controller: AbortController;

beforeEach(() => {
  target = new RecordedTarget();
  recorded = [];
  controller = new AbortController();
});

function timelineOf(drill: string): Timeline {
  const startedAt = clock.monotonic();
  return new Timeline({
    plan: planDrill(drill, { profile: 'fast', rate: 1, seed: 1 }),
    target,
    clock,
    signal: controller.signal,
    record: (process, type, f, value) =>
      recorded.push(
        `${clock.monotonic() - startedAt} ${process} ${type} ${f} ${value.name} ${value.region ?? ''}`.trim(),
      ),
  });
}

/** Lets promises run, then time pass, until the work is over. */
async function through(work: Promise<void>): Promise<void> {
  let over = false;
  const ended = work.finally(() => {
    over = true;
  });
  ended.catch(() => undefined);
  while (!over) {
    await new Promise(setImmediate);
    if (clock.pendingTasks > 0) clock.advance(100);
  }
  return ended;
}

describe('a timeline', () => {
  it('orders faults and healing at their times, and records both', async () => {
    await through(timelineOf('region-loss').run());
    expect(recorded).toEqual([
      '3000 nemesis invoke fault region-loss us-east-1',
      '3000 nemesis ok fault region-loss us-east-1',
      '10500 nemesis invoke heal region-loss us-east-1',
      '10500 nemesis ok heal region-loss us-east-1',
    ]);
  });

  it('lets a fault that took its time to be in force last as long as planned', async () => {
    const act = target.act.bind(target);
    target.act = async (region, action) => {
      if (action === 'stop') clock.advance(1_200);
      await act(region, action);
    };
    await through(timelineOf('region-loss').run());
    expect(recorded.map((line) => line.split(' nemesis ')[0])).toEqual([
      '3000',
      '4200',
      '11700',
      '11700',
    ]);
  });

  it('says of an election that the arbiter is away', async () => {
    const values: unknown[] = [];
    const plan = planDrill('documents-election', { profile: 'fast', rate: 1, seed: 1 });
    const { signal } = controller;
    const record = (_: string, __: string, ___: string, value: unknown) => {
      values.push(value);
    };
    await through(new Timeline({ plan, target, clock, signal, record }).run());
    expect(values[0]).toEqual({ name: 'documents-election', stallMs: 12_000, arbiter: true });
  });

  it('ends early when asked to, and then heals what is in force', async () => {
    const timeline = timelineOf('region-loss');
    const running = timeline.run();
    await new Promise(setImmediate);
    clock.advance(3_000);
    await new Promise(setImmediate);
    controller.abort();
    await running;
    expect(target.stateOf['us-east-1']).toBe('stopped');
    await timeline.healAll();
    expect(target.stateOf['us-east-1']).toBe('ready');
    expect(recorded.at(-1)).toContain('ok heal region-loss');
  });

  it('has nothing to heal before the first fault and after the last healing', async () => {
    const timeline = timelineOf('region-loss');
    await timeline.healAll();
    expect(recorded).toEqual([]);
    await through(timeline.run());
    const { length } = recorded;
    await timeline.healAll();
    expect(recorded).toHaveLength(length);
  });

  it('heals a fault whose order failed, as it may be in force all the same', async () => {
    target.refused = 'engine us-west-2';
    const timeline = timelineOf('cache-partition');
    await expect(through(timeline.run())).rejects.toThrow('refused');
    expect(target.inForce.size).toBe(1);
    await timeline.healAll();
    expect(target.inForce.size).toBe(0);
    expect(recorded.map((line) => line.split(' ').slice(2).join(' '))).toEqual([
      'invoke fault cache-partition',
      'invoke heal cache-partition',
      'ok heal cache-partition',
    ]);
  });
});
