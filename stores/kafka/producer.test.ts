import type { MessageRecord, NumericMap } from '@platformatic/kafka';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../contract/adapter.ts';
import { isStoreError } from '../ports/errors.ts';
import type { Cluster } from './cluster.ts';
import { loadKafka } from './library.ts';
import type { Metadata } from './metadata.ts';
import { Producer } from './producer.ts';

const LEADER = 1;

interface Sent {
  readonly values: string[];
  readonly producerId: bigint;
  readonly sequence: number;
  readonly accept: () => void;
  readonly fail: (error: Error) => void;
}

/** One partition, its leader, who answers when the test says so, and a producer. */
async function scene(retryForMs = 60_000) {
  const library = await loadKafka();
  const topic = { id: 'id', name: 't', leaders: [LEADER] };
  const metadata: Metadata = {
    brokers: new Map([[LEADER, { host: 'h', port: 1 }]]),
    topics: new Map([['t', topic]]),
    byId: new Map([['id', topic]]),
    forbidden: new Set(),
  };
  const sent: Sent[] = [];
  let identities = 0n;
  const cluster = {
    ...{ library, metadata, retryForMs, variable: 'TANDEM_KAFKA_BROKERS', closed: false },
    refresh: () => Promise.resolve(metadata),
    call(_to: unknown, api: unknown, ...args: unknown[]) {
      if (api === library.initProducerIdV4.api) {
        identities += 1n;
        return Promise.resolve({ producerId: identities, producerEpoch: 0 });
      }
      const [, , records, { producerId, sequences }] = args as [
        number,
        number,
        MessageRecord[],
        { producerId: bigint; sequences: NumericMap },
      ];
      return new Promise((accept, fail) => {
        const values = records.map(({ value }) => value.toString());
        const sequence = sequences.getWithDefault('t:0', -1);
        sent.push({ values, producerId, sequence, accept: () => accept({}), fail });
      });
    },
  };
  const producer = new Producer(cluster as unknown as Cluster);
  const publish = (value: string) => producer.publish('t', 1, [{ key: 'k', value }]);
  const nth = async (n: number): Promise<Sent> => {
    await eventually(`request ${n}`, () => sent.length > n);
    const found = sent[n];
    if (!found) throw new Error(`no request ${n}`);
    return found;
  };
  const refusal = (code: number): Error => {
    const partitionResponses = [{ index: 0, errorCode: code }];
    const response = { responses: [{ name: 't', partitionResponses }] };
    return Object.assign(new Error('refused'), { response });
  };
  return { producer, publish, nth, sent, refusal };
}

describe('an idempotent producer', () => {
  let end = (): void => undefined;
  afterEach(() => end());

  async function begin(retryForMs?: number) {
    const all = await scene(retryForMs);
    end = () => all.producer.close();
    return all;
  }

  test('takes no more than memory can bear while brokers are away', async () => {
    const { publish, nth } = await begin();
    const large = 'x'.repeat(1024 * 1024);
    const taken = Array.from({ length: 32 }, () => publish(large).catch(String));
    await nth(0);
    await expect(publish('one more')).rejects.toThrow(
      /^events: TANDEM_KAFKA_BROKERS: \d+ bytes wait for the brokers already$/,
    );
    end();
    await Promise.all(taken);
  });

  test('sends what is published in one turn together, and one batch after the other', async () => {
    const { publish, nth, sent } = await begin();
    const first = Promise.all(['a', 'b'].map(publish));
    const one = await nth(0);
    const second = publish('c');
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(1);
    one.accept();
    await first;
    const two = await nth(1);
    two.accept();
    await second;
    expect([one.values, one.sequence]).toEqual([['a', 'b'], 0]);
    expect([two.values, two.sequence]).toEqual([['c'], 2]);
    expect(two.producerId).toBe(one.producerId);
  });

  test('sends the same again, under the same number, until it is acknowledged', async () => {
    const { publish, nth, refusal } = await begin();
    const done = publish('a');
    const later = publish('b');
    const NOT_ENOUGH_REPLICAS = 19;
    (await nth(0)).fail(new Error('Connection closed'));
    (await nth(1)).fail(refusal(NOT_ENOUGH_REPLICAS));
    const last = await nth(2);
    expect([last.values, last.sequence]).toEqual([['a', 'b'], 0]);
    last.accept();
    await Promise.all([done, later]);
  });

  test('takes a repetition that the broker recognises for an acknowledgement', async () => {
    const { publish, nth, refusal } = await begin();
    const DUPLICATE_SEQUENCE_NUMBER = 46;
    const done = publish('a');
    (await nth(0)).fail(refusal(DUPLICATE_SEQUENCE_NUMBER));
    await done;
  });

  test('never uses a number again of which nobody knows what became', async () => {
    const { publish, nth } = await begin(200);
    const lost = publish('a').catch((error: unknown) => error);
    const one = await nth(0);
    await new Promise((resolve) => setTimeout(resolve, 250));
    one.fail(new Error('Connection closed'));
    expect(isStoreError(await lost, 'unavailable')).toBe(true);
    const done = publish('b');
    const two = await nth(1);
    expect(two.producerId).not.toBe(one.producerId);
    expect(two.sequence).toBe(0);
    two.accept();
    await done;
  });

  test('introduces itself anew to a broker that has forgotten it', async () => {
    const { publish, nth, refusal } = await begin();
    const UNKNOWN_PRODUCER_ID = 59;
    const done = publish('a');
    const one = await nth(0);
    one.fail(refusal(UNKNOWN_PRODUCER_ID));
    const two = await nth(1);
    expect(two.values).toEqual(['a']);
    expect(two.producerId).not.toBe(one.producerId);
    two.accept();
    await done;
  });

  test('refuses for good what the log never takes, and goes on with the rest', async () => {
    const { publish, nth, refusal } = await begin();
    const MESSAGE_TOO_LARGE = 10;
    const large = publish('large').catch((error: unknown) => error);
    (await nth(0)).fail(refusal(MESSAGE_TOO_LARGE));
    expect(isStoreError(await large, 'invalid')).toBe(true);
    const done = publish('b');
    (await nth(1)).accept();
    await done;
  });

  test('leaves nobody waiting when it is closed', async () => {
    const { producer, publish, nth } = await begin();
    const waiting = publish('a').catch((error: unknown) => error);
    await nth(0);
    producer.close();
    expect(isStoreError(await waiting, 'closed')).toBe(true);
  });
});
