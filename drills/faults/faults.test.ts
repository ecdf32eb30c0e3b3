import { beforeEach, describe, expect, it } from 'vitest';
import { DRILL_NAMES, type FaultSpec, planDrill } from '../catalogue/index.ts';
import { faultOf } from './fault-of.ts';
import { RecordedTarget } from './testing/recorded-target.ts';

let target: RecordedTarget;

beforeEach(() => {
  target = new RecordedTarget();
});

const EVERY: readonly FaultSpec[] = DRILL_NAMES.flatMap(
  (name) => planDrill(name, { profile: 'fast', rate: 1, seed: 1 }).faults,
);

describe('every fault of every drill', () => {
  it.each(EVERY.map((spec) => [JSON.stringify(spec), spec] as const))(
    '%s leaves nothing behind once healed',
    async (_, spec) => {
      const before = target.stateOf;
      const fault = faultOf(spec);
      await fault.prepare?.(target);
      await fault.inject(target);
      await fault.heal(target);
      expect(target.inForce.size).toBe(0);
      expect(target.stateOf).toEqual(before);
      const orders = target.orders.length;
      await fault.heal(target);
      expect(target.stateOf).toEqual(before);
      expect(target.orders.slice(orders).filter((order) => !order.startsWith('clock'))).toEqual([]);
    },
  );

  it.each(EVERY.map((spec) => [JSON.stringify(spec), spec] as const))(
    '%s heals where it never began',
    async (_, spec) => {
      const before = target.stateOf;
      await faultOf(spec).heal(target);
      expect(target.stateOf).toEqual(before);
    },
  );
});

describe('a fault', () => {
  it.each<[FaultSpec, string]>([
    [{ name: 'region-loss', region: 'us-east-1' }, 'stop us-east-1'],
    [
      { name: 'region-blackhole', region: 'us-east-1' },
      'edge {"kind":"blackhole","region":"us-east-1"}',
    ],
    [
      { name: 'documents-partition', region: 'us-east-1' },
      'documents {"kind":"partition","client":"us-east-1"}',
    ],
    [{ name: 'service-loss', region: 'us-east-1', workload: 'sim' }, 'stop us-east-1 sim'],
    [{ name: 'clock-skew', region: 'us-west-2', offsetMs: -30_000 }, 'clock of us-west-2 -30000'],
  ])('%j orders %s', async (spec, order) => {
    await faultOf(spec).inject(target);
    expect(target.orders).toEqual([order]);
  });

  it('that freezes holds guarded writes back before the region stops', async () => {
    const fault = faultOf({ name: 'region-freeze', region: 'us-east-1' });
    await fault.prepare?.(target);
    expect(target.stateOf['us-east-1']).toBe('ready');
    await fault.inject(target);
    expect(target.orders).toEqual([
      'documents {"kind":"slow-guarded","client":"us-east-1","delayMs":3500}',
      'freeze us-east-1',
    ]);
  });

  it('starts only what is dead', async () => {
    const fault = faultOf({ name: 'service-loss', region: 'us-east-1', workload: 'sim' });
    await fault.inject(target);
    await fault.heal(target);
    expect(target.orders).toEqual(['stop us-east-1 sim', 'start us-east-1 sim']);
  });

  it('that could only half be ordered heals the half', async () => {
    target.refused = 'engine us-west-2';
    const fault = faultOf({ name: 'cache-partition' });
    await expect(fault.inject(target)).rejects.toThrow('refused');
    expect(target.inForce.size).toBe(1);
    await fault.heal(target);
    expect(target.inForce.size).toBe(0);
  });

  it('restarts one process after the other', async () => {
    await faultOf({ name: 'rolling-restart', region: 'us-west-2' }).inject(target);
    expect(target.orders).toEqual([
      'reclaim engine us-west-2',
      'reclaim us-west-2',
      'reclaim us-west-2 sim',
    ]);
  });
});
