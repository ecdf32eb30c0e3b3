import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../test/engines/certificates.ts';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { deadLetterTopic } from '../consumer.ts';
import { eventually } from '../contract/adapter.ts';
import { collector, ignore, lagOf, options } from '../contract/consumption.ts';
import { isStoreError } from '../ports/errors.ts';
import type { Events } from '../ports/events.ts';
import { connectKafkaEvents } from './events.ts';
import type { ConnectKafkaOptions } from './options.ts';
import { giveRights } from './testing/rights.ts';
import { createKafkaTopics } from './topics.ts';

const reason = kafkaMissing();
const TOPIC = { name: 'secured', partitions: 2, retentionMs: 3_600_000 };
const OTHERS = { ...TOPIC, name: 'of.others' };
const RIGHT = { username: 'tandem', password: 'right-secret' };
const OPERATOR = { username: 'broker', password: 'between-brokers' };

describe.skipIf(reason !== undefined)(`SCRAM over TLS${reason ? ` (${reason})` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-kafka-tls-'));
  const clients: Events[] = [];
  let authority: Authority;
  let kafka: KafkaServers;

  beforeAll(async () => {
    authority = createAuthority(directory);
    kafka = await startKafka({
      secured: {
        ...authority.issue('localhost'),
        caFile: authority.caFile,
        users: [
          { name: OPERATOR.username, password: OPERATOR.password },
          { name: RIGHT.username, password: RIGHT.password },
          { name: 'nobody', password: 'without-rights' },
        ],
      },
    });
    const copies = { replicationFactor: 1, minInSyncReplicas: 1, maxMessageBytes: 1024 * 1024 };
    const operator = { ...withRights(), sasl: () => Promise.resolve(OPERATOR) };
    await createKafkaTopics({ ...operator, topics: [TOPIC, OTHERS], ...copies });
    const { ca } = authority;
    // What a KafkaUser of the deployment has, and no more.
    await giveRights({ addresses: kafka.addresses, ca, as: OPERATOR, user: RIGHT.username }, [
      { resource: 'TOPIC', name: TOPIC.name, operations: ['READ', 'WRITE', 'DESCRIBE'] },
      { resource: 'TOPIC', name: deadLetterTopic(TOPIC.name), operations: ['WRITE', 'DESCRIBE'] },
      { resource: 'GROUP', name: 'group', operations: ['READ', 'DESCRIBE'] },
    ]);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(async () => {
    await kafka?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  function withRights(): ConnectKafkaOptions {
    return {
      brokers: kafka.addresses,
      topics: [TOPIC],
      tls: { ca: authority.ca },
      sasl: () => Promise.resolve(RIGHT),
    };
  }
  function connect(options: ConnectKafkaOptions): Events {
    const client = connectKafkaEvents(options);
    clients.push(client);
    return client;
  }
  async function lineOf(options: ConnectKafkaOptions): Promise<string> {
    const failure = await connect(options)
      .ping()
      .catch((error: unknown) => error);
    return isStoreError(failure, 'unavailable') ? failure.message : `not unavailable: ${failure}`;
  }

  test('publishes and consumes', async () => {
    const client = connect(withRights());
    const found = collector();
    await client.subscribe(options(TOPIC, found.handle));
    await client.publish(TOPIC.name, [{ key: 'k', value: '1' }]);
    await eventually('delivery', () => found.events.length === 1);
  });

  test('a workload needs no rights but those on its own topics and group', async () => {
    const client = connect({ ...withRights(), topics: [TOPIC, OTHERS] });
    await client.ping();
    expect(await client.lag('group')).toMatchObject([{ topic: TOPIC.name }]);
    const published = client.publish(OTHERS.name, [{ key: 'k', value: '1' }]);
    await expect(published).rejects.toThrow('the user has no rights on the topic of.others');
    const subscribed = client.subscribe(options(TOPIC, ignore, { group: 'of others' }));
    await expect(subscribed).rejects.toThrow('the user may not use a consumer group');
  });

  test('poison goes aside with these rights too', async () => {
    const client = connect(withRights());
    const handle = (): Promise<void> => Promise.reject(new Error('poison'));
    await client.publish(TOPIC.name, [{ key: 'k', value: '1' }]);
    await client.subscribe(options(TOPIC, handle, { maxAttempts: 1, retryDelayMs: 1 }));
    await eventually('no lag', async () => (await lagOf(client, 'group')) === 0);
  });

  test('a user without any rights is told so', async () => {
    const nobody = { username: 'nobody', password: 'without-rights' };
    const line = await lineOf({ ...withRights(), sasl: () => Promise.resolve(nobody) });
    expect(line).toContain('the user has no rights on any topic');
  });

  test('a wrong password gives one line at once that names the variable, not the password', async () => {
    const wrong = { ...RIGHT, password: 'wrong-secret' };
    const passwordVariable = 'TANDEM_KAFKA_SASL_PASSWORD';
    const sasl = () => Promise.resolve(wrong);
    const line = await lineOf({ ...withRights(), sasl, passwordVariable });
    expect(line).toContain(
      'TANDEM_KAFKA_SASL_PASSWORD: the brokers refuse the user or the password',
    );
    expect(line).not.toContain('secret');
  });

  test('a password that is rotated is asked for again, without a restart', async () => {
    let password = 'old';
    const client = connect({
      ...withRights(),
      sasl: () => Promise.resolve({ ...RIGHT, password }),
    });
    expect(await client.ping().catch((error: unknown) => String(error))).toContain('refuse');
    password = RIGHT.password;
    await client.ping();
  });

  test('an authority that is not trusted gives one line at once', async () => {
    expect(await lineOf({ ...withRights(), tls: {} })).toContain('is not trusted');
  });

  test.each([
    ['an expired certificate', 'localhost', true, 'has expired: renew it (CERT_HAS_EXPIRED)'],
    ['a certificate for another name', 'kafka.example', false, 'is for another name'],
  ])('%s gives one line at once', async (_, name, expired, said) => {
    const { certFile, keyFile } = authority.issue(name, { expired });
    const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const { port } = server.address() as AddressInfo;
    const brokers = [`localhost:${port}`];
    const line = await lineOf({ ...withRights(), brokers, retryForMs: 60_000 });
    expect(line).toMatch(/^events: TANDEM_KAFKA_BROKERS: a broker's certificate .+$/);
    expect(line).toContain(said);
    server.close();
  });

  test('a listener that is spoken to without TLS gives one line in bounded time', async () => {
    const line = await lineOf({ brokers: kafka.addresses, topics: [TOPIC], retryForMs: 500 });
    expect(line).toMatch(/^events: TANDEM_KAFKA_BROKERS: unavailable for 500 ms: metadata: .+/);
  });
});
