import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Events } from '../ports/events.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { connectCache } from './cache/client.ts';
import { connectEvents } from './events/client.ts';
import { type RegionEngine, startRegionEngine } from './region-engine.ts';

/** Of a machine that is busy with other tests. */
const PATIENCE = { timeout: 10_000 };

const TOPIC = { name: 'orders', partitions: 2, retentionMs: 60_000 };

describe('faults of a region engine', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let engines: RegionEngine[];
  let events: Events;
  const socketOf = (region: string) => join(directory.path, `${region}.sock`);

  beforeEach(async () => {
    directory = temporaryDirectory();
    const regions = ['east', 'west'];
    engines = await Promise.all(
      regions.map((region) =>
        startRegionEngine({
          dataDir: join(directory.path, region),
          region,
          socketPath: socketOf(region),
          peers: regions.filter((other) => other !== region).map(socketOf),
          replicationLagMs: 1,
        }),
      ),
    );
    events = connectEvents({ socketPath: socketOf('east'), topics: [TOPIC] });
  });
  afterEach(async () => {
    await events.close();
    for (const engine of engines) await engine.close();
    directory.remove();
  });

  test('events-stuck: the log takes events and gives none, then all of them in order', async () => {
    const seen: string[] = [];
    await events.subscribe({
      group: 'readers',
      topics: [TOPIC.name],
      maxBatch: 10,
      concurrency: 2,
      handle: (batch) => {
        for (const { value } of batch) seen.push(value);
        return Promise.resolve();
      },
      onError: (error) => seen.push(String(error)),
    });
    await events.publish(TOPIC.name, [{ key: 'a', value: '1' }]);
    await vi.waitFor(() => expect(seen).toEqual(['1']), PATIENCE);
    engines[0]?.faults.inject({ kind: 'events-stuck' });
    for (const value of ['2', '3']) await events.publish(TOPIC.name, [{ key: 'a', value }]);
    await events.ping();
    expect(seen).toEqual(['1']);
    engines[0]?.faults.healAll();
    await vi.waitFor(() => expect(seen).toEqual(['1', '2', '3']), PATIENCE);
  });

  test('cache-lag and cache-partition: a write is late elsewhere, or waits until they heal', async () => {
    const [east, west] = ['east', 'west'].map((region) =>
      connectCache({ socketPath: socketOf(region) }),
    );
    const [engine] = engines;
    if (!east || !west || !engine) throw new Error('two regions were started');
    await east.set('before', '1', 60_000);
    await vi.waitFor(async () => expect(await west.get('before')).toBe('1'), PATIENCE);
    for (const fault of [
      { kind: 'cache-lag', lagMs: 600_000 },
      { kind: 'cache-partition' },
    ] as const) {
      engine.faults.inject(fault);
      await east.set(fault.kind, 'x', 60_000);
      await west.ping();
      expect(await west.get(fault.kind)).toBeUndefined();
      engine.faults.healAll();
      if (fault.kind === 'cache-partition') {
        await vi.waitFor(async () => expect(await west.get(fault.kind)).toBe('x'), PATIENCE);
      }
    }
    await Promise.all([east.close(), west.close()]);
  });
});
