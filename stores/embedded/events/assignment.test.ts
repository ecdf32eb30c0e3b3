import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignPartitions, type Candidate } from './assignment.ts';

const NAMES = ['p', 'q', 'r'];
const topics = new Map(
  NAMES.map((topic, at) => [topic, Array.from({ length: 3 + at * 4 }, (_, n) => `${topic}/${n}`)]),
);
const member = fc.record({
  id: fc.uuid(),
  topics: fc.subarray(NAMES).map((names) => new Set(names)),
});
const members = fc.uniqueArray(member, { selector: ({ id }) => id, maxLength: 8 });

function sizes(
  assigned: ReadonlyMap<string, string>,
  topic: string,
  all: readonly Candidate[],
): number[] {
  const wanting = all.filter((candidate) => candidate.topics.has(topic));
  return wanting.map(
    ({ id }) =>
      [...assigned].filter(([key, owner]) => owner === id && key.startsWith(`${topic}/`)).length,
  );
}

describe('the assignment of partitions', () => {
  test('gives every partition of a wanted topic to one member that wants it, evenly', () => {
    fc.assert(
      fc.property(members, members, (before, after) => {
        const owners = assignPartitions(before, topics, new Map());
        const assigned = assignPartitions(after, topics, owners);
        for (const [topic, partitions] of topics) {
          const shares = sizes(assigned, topic, after);
          const total = shares.reduce((sum, share) => sum + share, 0);
          expect(total).toBe(shares.length > 0 ? partitions.length : 0);
          if (shares.length > 0) expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(2);
        }
      }),
    );
  });

  test('changes nothing when nobody came or went', () => {
    fc.assert(
      fc.property(members, (all) => {
        const owners = assignPartitions(all, topics, new Map());
        expect(assignPartitions(all, topics, owners)).toEqual(owners);
      }),
    );
  });
});
