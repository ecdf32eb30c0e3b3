import type * as Library from '@platformatic/kafka';
import { StoreError } from '../ports/errors.ts';
import { failureOf } from './failure.ts';
import type { Broker } from './options.ts';

export interface Topic {
  readonly id: string;
  readonly name: string;
  /** Node id of the leader of each partition; -1 while there is none. */
  readonly leaders: readonly number[];
}

export interface Metadata {
  readonly brokers: ReadonlyMap<number, Broker>;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly byId: ReadonlyMap<string, Topic>;
  /** Of those asked about: what the user has no rights on. */
  readonly forbidden: ReadonlySet<string>;
}

const TOPIC_AUTHORIZATION_FAILED = 29;
/** After which another broker is asked too. */
const SILENCE_MS = 500;

/** Asks one after the other, the next also when one keeps silent: a lost machine refuses nothing. */
export async function firstAnswer<Answer>(
  brokers: readonly Broker[],
  ask: (broker: Broker) => Promise<Answer>,
): Promise<{ broker: Broker; answer: Answer }> {
  const failures: unknown[] = [];
  const asked: Promise<{ broker: Broker; answer: Answer }>[] = [];
  for (const broker of brokers) {
    let timer: NodeJS.Timeout | undefined;
    const attempt = ask(broker).then((answer) => ({ broker, answer }));
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, SILENCE_MS, undefined);
    });
    asked.push(attempt);
    try {
      const first = await Promise.race([attempt, ...asked.map(successOf), silence]);
      if (first) return first;
    } catch (error) {
      if (error instanceof StoreError || failureOf(error).lasting) throw error;
      failures.push(error);
    } finally {
      clearTimeout(timer);
    }
  }
  return Promise.any(asked).catch(() => {
    throw failures.at(-1) ?? new Error('no broker answered');
  });
}

/** Never settles when it fails: others may still succeed. */
function successOf<T>(attempt: Promise<T>): Promise<T> {
  return attempt.catch(() => new Promise<T>(() => undefined));
}

/** The answer that the library hides in the error which it makes of it. */
export function answerIn<Answer>(error: unknown, field: keyof Answer & string): Answer | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const { response } = error;
  const isAnswer = typeof response === 'object' && response !== null && field in response;
  return isAnswer ? (response as Answer) : undefined;
}

/** Throws when there is no broker, now or before: one that has just started, or that the controller misses, names none. */
export function metadataOf(
  answer: Library.metadataV12.MetadataResponse,
  before: Metadata | undefined,
): Metadata {
  const named = new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
  const brokers = named.size > 0 ? named : before?.brokers;
  if (!brokers) throw new Error('no broker has joined the cluster');
  const topics = new Map<string, Topic>();
  const forbidden = new Set<string>();
  for (const { name, topicId: id, partitions, errorCode } of answer.topics) {
    if (name === null || name === undefined) continue;
    if (errorCode === TOPIC_AUTHORIZATION_FAILED) forbidden.add(name);
    if (errorCode !== 0 && partitions.length === 0) continue;
    const leaders: number[] = [];
    for (const { partitionIndex, leaderId } of partitions) leaders[partitionIndex] = leaderId;
    topics.set(name, { id, name, leaders });
  }
  return {
    brokers,
    topics,
    byId: new Map([...topics.values()].map((topic) => [topic.id, topic])),
    forbidden,
  };
}
