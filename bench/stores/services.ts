import { randomBytes } from 'node:crypto';
import { createKafkaTopics } from '@tandem/stores';
import { type Measure, median } from '../measure.ts';
import { type Services, type Target, topicOf } from './connect.ts';
import { numbersOf, outcomeOf, percentile, rate } from './outcome.ts';
import { runRole, type StartOptions } from './worker.ts';

const CLIENTS = 2;
/** A hundred connections are busy with so many; more would only wait in line. */
const LANES = 128;
/** Latencies of a service that is not full. */
const PACE = 100;

interface Run {
  readonly target: Target;
  /** Names what this run writes on a service that others may have used. */
  readonly name: string;
  readonly seconds: number;
  readonly options: StartOptions;
}

/** The same work on the services that are named, measured at the clients: the engines are elsewhere. */
export async function serviceRuns(
  { mongodbUrl, redisUrl, kafkaBrokers }: Services,
  seconds: number,
  options: StartOptions,
): Promise<Measure[]> {
  const socketPath = '';
  const run = { name: randomBytes(4).toString('hex'), seconds, options };
  const measures: Measure[] = [];
  if (mongodbUrl) measures.push(...(await mongodb({ ...run, target: { socketPath, mongodbUrl } })));
  if (kafkaBrokers) {
    measures.push(...(await kafka({ ...run, target: { socketPath, kafkaBrokers } }, kafkaBrokers)));
  }
  if (redisUrl) {
    const mailbox = ['cacheMix', 'cache on Redis: mailbox operations', 'operation'] as const;
    measures.push(...(await clients(...mailbox, { ...run, target: { socketPath, redisUrl } })));
  }
  return measures;
}

async function mongodb(run: Run): Promise<Measure[]> {
  const { target, name, seconds, options } = run;
  const title = 'documents on MongoDB';
  const lives = `${title}: durable writes, transactions of 7`;
  const throughput = [
    ...(await clients('writeLives', lives, 'write', run)),
    ...(await clients('insertOnly', `${title}: durable writes, inserts only`, 'write', run)),
  ];
  const paced = { ...target, seconds, lanes: 1, name: `${name}-pace`, perSecond: PACE };
  const latencies = numbersOf(await runRole('paceDocuments', paced, options));
  return [
    ...throughput,
    { name: `${title}: p50 at ${PACE}/s`, value: percentile(latencies, 0.5), unit: 'ms' },
    { name: `${title}: p99 at ${PACE}/s`, value: percentile(latencies, 0.99), unit: 'ms' },
  ];
}

/** On a topic of its own, with as many copies as brokers are named, three at most. */
async function kafka(
  { target, name, seconds, options }: Run,
  brokers: readonly string[],
): Promise<Measure[]> {
  const topic = `bench-${name}`;
  const replicationFactor = Math.min(3, brokers.length);
  await createKafkaTopics({
    brokers,
    topics: [topicOf({ topic })],
    replicationFactor,
    minInSyncReplicas: Math.min(2, replicationFactor),
    maxMessageBytes: 1024 * 1024,
  });
  const task = { ...target, topic, seconds, lanes: LANES, name };
  const consumer = runRole('consume', task, options);
  const published = outcomeOf(await runRole('publish', task, options));
  const consumed = outcomeOf(await consumer);
  return [
    { name: 'events on Kafka: published', value: rate(published), unit: '1/s' },
    { name: 'events on Kafka: consumed', value: rate(consumed), unit: '1/s' },
    { name: 'events on Kafka: publisher CPU', value: published.cpuMicros, unit: 'us/event' },
    { name: 'events on Kafka: consumer CPU', value: consumed.cpuMicros, unit: 'us/event' },
  ];
}

/** Of two processes together: operations a second, and the CPU of a client for each. */
async function clients(
  role: string,
  title: string,
  operation: string,
  { target, name, seconds, options }: Run,
): Promise<Measure[]> {
  const outcomes = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, at) => {
      const task = { ...target, seconds, lanes: LANES, name: `${name}-${role}${at}` };
      return outcomeOf(await runRole(role, task, options));
    }),
  );
  const total = outcomes.reduce((sum, outcome) => sum + rate(outcome), 0);
  const cpu = median(outcomes.map(({ cpuMicros }) => cpuMicros));
  return [
    { name: title, value: total, unit: '1/s' },
    { name: `${title}: client CPU`, value: cpu, unit: `us/${operation}` },
  ];
}
