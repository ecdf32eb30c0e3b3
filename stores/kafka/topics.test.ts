import { describe, expect, test } from 'vitest';
import { isStoreError } from '../ports/errors.ts';
import type { Metadata } from './metadata.ts';
import { checkTopics, withDeadLetters } from './topics.ts';

const TOPICS = [{ name: 'a', partitions: 2, retentionMs: 1 }];

function metadata(
  leaders: Readonly<Record<string, readonly number[]>>,
  forbidden: readonly string[] = [],
): Metadata {
  const topics = new Map(
    Object.entries(leaders).map(([name, led]) => [name, { id: name, name, leaders: led }]),
  );
  return { brokers: new Map(), topics, byId: topics, forbidden: new Set(forbidden) };
}

function failure(
  leaders: Readonly<Record<string, readonly number[]>>,
  forbidden: readonly string[] = [],
): unknown {
  try {
    checkTopics(metadata(leaders, forbidden), TOPICS, 'TANDEM_KAFKA_BROKERS');
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('what a cluster must have', () => {
  test('is there, or there is more of it', () => {
    expect(failure({ a: [1, 2], 'a.dead-letter': [1] })).toBeUndefined();
    expect(failure({ a: [1, 2, 3], 'a.dead-letter': [1], other: [] })).toBeUndefined();
  });

  test('is named in one line with what is missing', () => {
    const error = failure({ a: [1] });
    expect(isStoreError(error, 'invalid') && error.message).toBe(
      'events: TANDEM_KAFKA_BROKERS: topics: a has 1 of 2 partitions, a.dead-letter is missing ' +
        '(1 partitions): create or extend what the topology says (KafkaTopic in Kubernetes)',
    );
  });

  test('has leaders; a partition without one is no reason to change anything', () => {
    const error = failure({ a: [1, -1], 'a.dead-letter': [1] });
    expect(isStoreError(error, 'unavailable') && error.message).toContain('a/1 has no leader');
  });

  test('is the business of those who have rights on it; a user with none is told so', () => {
    expect(failure({ a: [1, 2] }, ['a.dead-letter'])).toBeUndefined();
    const error = failure({}, ['a', 'a.dead-letter']);
    expect(isStoreError(error, 'unavailable') && error.message).toContain('no rights on any topic');
  });

  test('has a dead-letter topic of one partition for each topic', () => {
    expect(withDeadLetters(TOPICS).map(({ name, partitions }) => [name, partitions])).toEqual([
      ['a', 2],
      ['a.dead-letter', 1],
    ]);
  });
});
