import type { Stage } from './drill-spec.ts';
import type { FaultSpec } from './fault-spec.ts';
import { inTurn, type Slot } from './plan.ts';

/** One fault for so much time, but two at the least. */
const EACH_MS = 4_000;
const LEAST = 2;

/** Faults that one process per region can suffer, drawn by the seed, each healed before the next. */
export function randomSlots(stage: Stage): Slot[] {
  const { beforeMs, holdMs, afterMs } = stage.phases;
  const toMs = beforeMs + holdMs + afterMs / 2;
  const count = Math.max(LEAST, Math.floor((toMs - beforeMs) / EACH_MS));
  const faults = Array.from({ length: count }, () => drawFault(stage));
  return inTurn(faults, beforeMs, toMs);
}

function drawFault({ random, active, standby }: Stage): FaultSpec {
  const region = random.chance(0.5) ? active : standby;
  const draws: readonly (() => FaultSpec)[] = [
    () => ({ name: 'region-loss', region }),
    () => ({ name: 'region-partition', region }),
    () => ({ name: 'documents-partition', region }),
    () => ({ name: 'region-blackhole', region }),
    () => ({ name: 'region-freeze', region }),
    () => ({ name: 'smsc-loss', region }),
    () => ({ name: 'smsc-loss' }),
    () => ({ name: 'mno-slow', delayMs: random.integer(200, 5_000) }),
    () => ({ name: 'callback-down', status: 503 }),
    () => ({ name: 'documents-election', stallMs: random.integer(500, 3_000) }),
    () => ({ name: 'cache-lag', lagMs: random.integer(200, 5_000) }),
    () => ({ name: 'cache-partition' }),
    () => ({ name: 'events-stuck', region }),
    () => ({ name: 'clock-skew', region, offsetMs: random.integer(-30_000, 30_000) }),
    () => ({ name: 'spot-reclaim', region }),
  ];
  const draw = draws[random.integer(0, draws.length - 1)];
  if (!draw) throw new RangeError('there is no fault to draw');
  return draw();
}
