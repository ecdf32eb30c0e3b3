import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultClient } from '@tandem/local';
import { connectMongoDocuments, connectRedisCache, type StoredDocument } from '@tandem/stores';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFault } from './faults.ts';
import { type Rig, rigMissing, startRig } from './rig.ts';

interface Lease extends StoredDocument {
  readonly epoch: number;
  readonly holder: string;
}

const LEASES = { name: 'region-guard', indexes: [] } as const;
const missing = rigMissing();
let rig: Rig;
let directory: string;

describe.skipIf(missing !== undefined)('the test servers of both regions', () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tandem-rig-'));
    rig = await startRig({ brokers: 1 });
  }, 180_000);

  afterAll(async () => {
    await rig?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const variable = (name: string): string => {
    const value = rig.variables[name];
    if (value === undefined) throw new Error(`${name} is not there`);
    return value;
  };
  const faults = () =>
    new FaultClient<ServerFault>({
      url: variable('TANDEM_ENGINES_CONTROL'),
      token: variable('TANDEM_ENGINES_TOKEN'),
    });

  it('tell the variables of each region', () => {
    expect(Object.keys(rig.variables).sort()).toEqual([
      'TANDEM_ENGINES_CONTROL',
      'TANDEM_ENGINES_TOKEN',
      'TANDEM_KAFKA_BROKERS_US_EAST_1',
      'TANDEM_KAFKA_BROKERS_US_WEST_2',
      'TANDEM_KAFKA_CREATE_TOPICS_US_EAST_1',
      'TANDEM_KAFKA_CREATE_TOPICS_US_WEST_2',
      'TANDEM_MONGODB_URL',
      'TANDEM_REDIS_URL_US_EAST_1',
      'TANDEM_REDIS_URL_US_WEST_2',
    ]);
  });

  it('record what the document server decides of writes that carry an epoch', async () => {
    const path = join(directory, 'documents.jsonl');
    const history = (method: 'PUT' | 'DELETE', body?: object) =>
      request(`${variable('TANDEM_ENGINES_CONTROL')}/history`, {
        method,
        headers: {
          authorization: `Bearer ${variable('TANDEM_ENGINES_TOKEN')}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
    expect((await history('PUT', { path })).statusCode).toBe(200);
    const url = variable('TANDEM_MONGODB_URL');
    const documents = connectMongoDocuments({ url, client: 'us-east-1' });
    const leases = documents.collection<Lease>(LEASES);
    const lease = { _id: 'lease', version: 1, epoch: 1, holder: 'us-east-1' };
    await leases.insert(lease);
    expect(await leases.replace({ ...lease, version: 2, epoch: 2 })).toBe(true);
    expect(await leases.replace({ ...lease, version: 2, epoch: 1 })).toBe(false);
    await documents.close();
    expect((await history('DELETE')).statusCode).toBe(200);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const seen = lines.map((line) => JSON.parse(line));
    expect(seen.map(({ type, value }) => [type, value.client, value.epoch])).toEqual([
      ['ok', 'us-east-1', 1],
      ['ok', 'us-east-1', 2],
      ['fail', 'us-east-1', 1],
    ]);
    expect(seen[2].value.heldEpoch).toBe(2);
  });

  it('cut off one region from the documents, and not the other', async () => {
    const url = variable('TANDEM_MONGODB_URL');
    const [east, west] = ['us-east-1', 'us-west-2'].map((client) =>
      connectMongoDocuments({ url, client, retryForMs: 1_000 }),
    );
    await Promise.all([east?.reach(), west?.reach()]);
    const { id } = await faults().inject({ kind: 'partition', client: 'us-east-1' });
    await expect(east?.reach()).rejects.toThrow(/TANDEM_MONGODB_URL/);
    await expect(west?.reach()).resolves.toHaveProperty('time');
    await faults().heal(id);
    await Promise.all([east?.close(), west?.close()]);
  });

  it('lose a Redis and give it back empty', async () => {
    const cache = connectRedisCache({ url: variable('TANDEM_REDIS_URL_US_EAST_1') });
    await cache.set('key', 'value', 60_000);
    const { id } = await faults().inject({ kind: 'redis-loss', region: 'us-east-1' });
    await faults().heal(id);
    expect(await cache.get('key')).toBeUndefined();
    await cache.close();
  });

  it('refuse a fault that they cannot have, with the reason', async () => {
    const broker = { kind: 'kafka-broker-loss', region: 'us-east-1', broker: 'follower' } as const;
    await expect(faults().inject(broker)).rejects.toThrow(/--brokers 3/);
  });
});
