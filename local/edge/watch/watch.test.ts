import { ManualClock } from '@tandem/core';
import type { ProbeRules } from '@tandem/health';
import { describe, expect, it } from 'vitest';
import { type HealthChange, Watch } from './watch.ts';

const RULES: ProbeRules = {
  intervalMs: 1_000,
  timeoutMs: 100,
  timeoutRetries: 1,
  passesToUp: 1,
  failuresToDown: 2,
  firstPassCounts: true,
};
type Target = 'fine' | 'refusing' | 'silent';

async function turn(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
}

function watched() {
  const clock = new ManualClock(0);
  const changes: HealthChange[] = [];
  const aborted: number[] = [];
  const state = { target: 'fine' as Target, probes: 0 };
  const watch = new Watch({
    rules: RULES,
    clock,
    onChange: (change) => changes.push(change),
    probe: (signal) => {
      state.probes += 1;
      const { probes, target } = state;
      signal.addEventListener('abort', () => aborted.push(probes));
      if (target === 'silent') return new Promise(() => undefined);
      return Promise.resolve(target === 'fine' ? undefined : 'ECONNREFUSED');
    },
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 50) {
      clock.advance(Math.min(50, left));
      await turn();
    }
  };
  return { watch, clock, changes, aborted, state, pass };
}

describe('a watch', () => {
  it('is started when its first check has ended', async () => {
    const { watch, changes } = watched();
    expect(watch.health).toBe('unknown');
    await watch.start();
    expect(watch.health).toBe('up');
    expect(changes).toEqual([{ at: 0, from: 'unknown', to: 'up' }]);
    watch.stop();
  });

  it('checks once per interval and keeps what it found', async () => {
    const { watch, state, pass, changes } = watched();
    await watch.start();
    state.target = 'refusing';
    await pass(1_000);
    expect(watch.view()).toMatchObject({ health: 'up', failures: 1, lastReason: 'ECONNREFUSED' });
    await pass(1_000);
    expect(state.probes).toBe(3);
    expect(changes.at(-1)).toEqual({ at: 2_000, from: 'up', to: 'down', reason: 'ECONNREFUSED' });
    expect(watch.view().history).toHaveLength(2);
    watch.stop();
  });

  it('gives up a silent probe, tries again at once, and says so', async () => {
    const { watch, state, pass, aborted } = watched();
    await watch.start();
    state.target = 'silent';
    await pass(1_000 + 100);
    expect(state.probes).toBe(3);
    await pass(100);
    expect(aborted).toContain(2);
    expect(aborted).toContain(3);
    expect(watch.view()).toMatchObject({ failures: 1, lastReason: 'no answer in time' });
    watch.stop();
  });

  it('checks at once when told, and not beside a check that is under way', async () => {
    const { watch, state } = watched();
    await watch.start();
    state.target = 'silent';
    watch.checkNow();
    watch.checkNow();
    expect(state.probes).toBe(2);
    watch.stop();
  });

  it('does nothing more when it is stopped', async () => {
    const { watch, state, pass } = watched();
    await watch.start();
    watch.stop();
    watch.checkNow();
    await pass(5_000);
    expect(state.probes).toBe(1);
  });
});
