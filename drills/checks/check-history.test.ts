import { Random } from '@tandem/local';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHistory, type History, mergeHistories, parseHistory } from '../history/index.ts';
import { checkHistory } from './check-history.ts';
import { flaws, without } from './testing/edit.ts';
import { validHistory } from './testing/valid-history.ts';

const seeds = fc.integer({ min: 1, max: 10_000 });

describe('checkHistory', () => {
  it('finds nothing in a valid history, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(flaws(validHistory({ seed }))).toEqual({});
      }),
      { numRuns: 10 },
    );
  });

  it('judges a history that was written and read like the one in memory', () => {
    const history = validHistory({ seed: 5 });
    const read = parseHistory(Buffer.from(formatHistory(history)), 'history.jsonl');
    expect(read).toEqual(history);
    expect(checkHistory(read)).toEqual(checkHistory(history));
  });

  it('says nothing holds when a process that records was started again', () => {
    const history = validHistory({ seed: 5 });
    const [head, ...rest] = history;
    const end = rest.pop();
    if (!head || !end) throw new Error('there is no history');
    const started = (at: History[number], value: { name: string; region?: string }) =>
      ({ ...at, process: 'supervisor', type: 'info', f: 'process', value }) as History[number];
    const bank = { name: 'bank', change: 'started' };
    const once = [head, started(head, bank), ...rest];
    expect(checkHistory([...once, end]).valid).toBe(true);
    const east = started(end, { ...bank, name: 'us-east-1', region: 'us-east-1' });
    expect(checkHistory([...once, east, east, end]).valid).toBe(true);
    expect(checkHistory([...once, started(end, bank), end]).valid).toBe('unknown');
  });

  it('does not depend on the order of what happened at the same moment', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, broken) => {
        const valid = validHistory({ seed, seconds: 4 });
        const history = broken ? without(valid, ({ f }) => f === 'callback') : valid;
        expect(flaws(shuffledWithinMs(history, seed))).toEqual(flaws(history));
      }),
      { numRuns: 8 },
    );
  });

  it('does not depend on how many recorders there were', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, recorders) => {
        const history = validHistory({ seed, seconds: 4 });
        const files: History[number][][] = Array.from({ length: recorders }, () => []);
        for (const operation of history) {
          const { process } = operation;
          const index = [...process].reduce((sum, char) => sum + char.charCodeAt(0), 0) % recorders;
          files[index]?.push(operation);
        }
        expect(flaws(mergeHistories(files))).toEqual({});
      }),
      { numRuns: 5 },
    );
  });
});

/** Other processes may come first within a millisecond; each process keeps its own order. */
function shuffledWithinMs(history: History, seed: number): History {
  const random = new Random(seed);
  const [head, ...rest] = history;
  const end = rest.pop();
  const groups = grouped(rest, ({ time }) => Math.floor(time));
  const shuffled = [...groups.values()].flatMap((group) => {
    const byProcess = grouped(group, ({ process }) => process);
    const times = group.map(({ time }) => time);
    const order = random.shuffle(group.map(({ process }) => process));
    return order.flatMap((process, index) => {
      const next = byProcess.get(process)?.shift();
      const time = times[index] ?? 0;
      return next ? [{ ...next, time }] : [];
    });
  });
  return [head, ...shuffled, end].filter((operation) => operation !== undefined) as History;
}

function grouped<K>(operations: History, keyOf: (operation: History[number]) => K) {
  const groups = new Map<K, History[number][]>();
  for (const operation of operations) {
    const key = keyOf(operation);
    groups.set(key, [...(groups.get(key) ?? []), operation]);
  }
  return groups;
}
