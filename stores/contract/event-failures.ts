import { expect } from 'vitest';
import { deadLetterTopic } from '../consumer.ts';
import { StoreError } from '../ports/errors.ts';
import type { Events, ReceivedEvent, TopicSpec } from '../ports/events.ts';
import { eventually } from './adapter.ts';
import { collector, expectOrderByKey, lagOf, options, publishNumbered } from './consumption.ts';

/** The part of the events contract about effects that fail. */
export function failureContract(
  it: (name: string, run: () => Promise<void>) => void,
  topic: () => TopicSpec,
  connect: (...topics: TopicSpec[]) => Promise<Events>,
): void {
  it('hands a failed batch over again, in order, until it succeeds', async () => {
    const spec = topic();
    const log = await connect(spec);
    const [collected, errors] = [collector(), [] as unknown[]];
    let failures = 3;
    const handle = async (batch: readonly ReceivedEvent[]): Promise<void> => {
      failures -= 1;
      if (failures >= 0) throw new Error('not yet');
      await collected.handle(batch);
    };
    const onError = (error: unknown): void => {
      errors.push(error);
    };
    await log.subscribe(options(spec, handle, { maxAttempts: 10, retryDelayMs: 1, onError }));
    await publishNumbered(log, spec, 1, 10);
    await eventually('delivery', () => collected.events.length === 10);
    expectOrderByKey(collected.events);
    expect(errors).toHaveLength(3);
  });

  it('puts nothing aside while a store is away, however long', async () => {
    const spec = topic();
    const log = await connect(spec);
    const collected = collector();
    let failures = 12;
    const handle = async (batch: readonly ReceivedEvent[]): Promise<void> => {
      failures -= 1;
      // A failure of its own in between leads to the single events, which wait just the same.
      if (failures === 6 || failures === 7) throw new Error('odd');
      if (failures >= 0) throw new StoreError('unavailable', 'no primary');
      await collected.handle(batch);
    };
    await log.subscribe(options(spec, handle, { maxAttempts: 2, retryDelayMs: 1 }));
    await publishNumbered(log, spec, 1, 3);
    await eventually('delivery', () => collected.events.length === 3);
    expectOrderByKey(collected.events);
    await eventually('no lag', async () => (await lagOf(log, 'group')) === 0);
  });

  it('puts an event that fails again and again aside, and only that one', async () => {
    const spec = topic();
    const log = await connect(spec);
    const [collected, buried] = [collector(), collector()];
    const handle = async (batch: readonly ReceivedEvent[]): Promise<void> => {
      if (batch.some(({ value }) => value.includes('"n":4,'))) throw new Error('poison');
      await collected.handle(batch);
    };
    await log.subscribe(options(spec, handle, { maxAttempts: 2, retryDelayMs: 1 }));
    await log.subscribe({
      ...options(spec, buried.handle, { group: 'undertaker' }),
      topics: [deadLetterTopic(spec.name)],
    });
    await publishNumbered(log, spec, 1, 10);
    await eventually('the dead letter', () => buried.events.length === 1);
    await eventually('no lag', async () => (await lagOf(log, 'group')) === 0);
    expect(new Set(collected.events.map(({ offset }) => offset)).size).toBe(9);
    const [letter] = buried.events;
    expect(letter?.key).toBe('k0');
    expect(JSON.parse(letter?.value ?? '')).toMatchObject({
      topic: spec.name,
      offset: 4,
      key: 'k0',
      value: '{"n":4,"key":"k0"}',
      reason: 'poison',
    });
  });
}
