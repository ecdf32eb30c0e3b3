import { expect } from 'vitest';
import type { Events, ReceivedEvent, SubscribeOptions, TopicSpec } from '../ports/events.ts';

export async function ignore(): Promise<void> {
  // A consumer without an effect.
}

export function collector(): { events: ReceivedEvent[]; handle: SubscribeOptions['handle'] } {
  const events: ReceivedEvent[] = [];
  return {
    events,
    handle(batch) {
      events.push(...batch);
      return Promise.resolve();
    },
  };
}

export function options(
  spec: TopicSpec,
  handle: SubscribeOptions['handle'],
  more: Partial<SubscribeOptions> = {},
): SubscribeOptions {
  return { group: 'group', topics: [spec.name], maxBatch: 50, concurrency: 4, handle, ...more };
}

export async function publishNumbered(
  log: Events | undefined,
  spec: TopicSpec,
  keys: number,
  each: number,
  from = 0,
): Promise<void> {
  const work: (Promise<void> | undefined)[] = [];
  for (let n = from; n < from + each; n += 1) {
    for (let at = 0; at < keys; at += 1) {
      const key = `k${at}`;
      work.push(log?.publish(spec.name, [{ key, value: JSON.stringify({ n, key }) }]));
    }
  }
  await Promise.all(work);
}

export function expectOrderByKey(events: readonly ReceivedEvent[]): void {
  const last = new Map<string, number>();
  for (const { key, value } of events) {
    const { n } = JSON.parse(value);
    expect(n).toBeGreaterThan(last.get(key) ?? -1);
    last.set(key, n);
  }
}

export async function lagOf(log: Events | undefined, group: string): Promise<number> {
  const lags = (await log?.lag(group)) ?? [];
  return lags.reduce((sum, { lag }) => sum + lag, 0);
}
