import { deadLetterTopic } from '../consumer.ts';
import { StoreError } from '../ports/errors.ts';
import type { TopicSpec } from '../ports/events.ts';
import { Cluster } from './cluster.ts';
import { protocolErrors, unavailable } from './failure.ts';
import { loadKafka } from './library.ts';
import { answerIn, type Metadata } from './metadata.ts';
import type { ConnectKafkaOptions } from './options.ts';

export interface CreateKafkaTopicsOptions extends ConnectKafkaOptions {
  /** Copies of each partition: 3 in production. */
  readonly replicationFactor: number;
  /** Copies that must have a message before it is acknowledged: 2 in production. */
  readonly minInSyncReplicas: number;
  readonly maxMessageBytes: number;
}

/** A topic and its dead-letter topic of one partition. */
export function withDeadLetters(topics: readonly TopicSpec[]): TopicSpec[] {
  return topics.flatMap((topic) => [
    topic,
    { ...topic, name: deadLetterTopic(topic.name), partitions: 1 },
  ]);
}

/**
 * Throws StoreError: `invalid` for what somebody must create, `unavailable` for a partition without leader and
 * for a user without any rights. Topics that a workload has no rights on are none of its business.
 */
export function checkTopics(
  metadata: Metadata,
  topics: readonly TopicSpec[],
  variable: string,
): void {
  const all = withDeadLetters(topics);
  const wanted = all.filter(({ name }) => !metadata.forbidden.has(name));
  if (all.length > 0 && wanted.length === 0) {
    throw unavailable(variable, 'the user has no rights on any topic (TOPIC_AUTHORIZATION_FAILED)');
  }
  const wrong = wanted.flatMap(({ name, partitions }) => {
    const found = metadata.topics.get(name)?.leaders.length;
    if (found === undefined) return [`${name} is missing (${partitions} partitions)`];
    if (found < partitions) return [`${name} has ${found} of ${partitions} partitions`];
    return [];
  });
  if (wrong.length > 0) {
    const todo = 'create or extend what the topology says (KafkaTopic in Kubernetes)';
    throw new StoreError('invalid', `events: ${variable}: topics: ${wrong.join(', ')}: ${todo}`);
  }
  for (const { name } of wanted) {
    const partition = metadata.topics.get(name)?.leaders.findIndex((leader) => leader < 0) ?? -1;
    if (partition < 0) continue;
    throw unavailable(variable, `partition ${name}/${partition} has no leader`);
  }
}

/** Creates what is missing, as Strimzi does from the same figures in a cluster; what exists stays as it is. */
export async function createKafkaTopics(options: CreateKafkaTopicsOptions): Promise<void> {
  const library = await loadKafka();
  const cluster = new Cluster(library, options);
  const configs = (retentionMs: number) => [
    { name: 'retention.ms', value: String(retentionMs) },
    { name: 'min.insync.replicas', value: String(options.minInSyncReplicas) },
    { name: 'max.message.bytes', value: String(options.maxMessageBytes) },
    { name: 'message.timestamp.type', value: 'LogAppendTime' },
  ];
  const wanted = withDeadLetters(options.topics).map(({ name, partitions, retentionMs }) => ({
    name,
    numPartitions: partitions,
    replicationFactor: options.replicationFactor,
    assignments: [],
    configs: configs(retentionMs),
  }));
  try {
    await cluster.persist('creating topics', async (metadata) => {
      const missing = wanted.filter(({ name }) => !metadata.topics.has(name));
      const [node] = metadata.brokers.keys();
      if (missing.length > 0 && node !== undefined) {
        await create(cluster, library, node, missing);
      }
    });
    // Brokers hear of a new topic one after the other, and whoever connects next may ask any of them.
    await cluster.persist('waiting for topics', async () => {
      for (const seen of await cluster.askAll()) {
        if (wanted.some(({ name }) => !seen.topics.has(name))) throw new Error('not there yet');
      }
    });
    checkTopics(await cluster.refresh(), options.topics, cluster.variable);
  } finally {
    cluster.close();
  }
}

async function create(
  cluster: Cluster,
  library: Awaited<ReturnType<typeof loadKafka>>,
  node: number,
  topics: Parameters<typeof library.createTopicsV7.createRequest>[0],
): Promise<void> {
  try {
    await cluster.call({ node }, library.createTopicsV7.api, topics, 5_000, false);
  } catch (error) {
    const others = protocolErrors(error).filter((name) => name !== 'TOPIC_ALREADY_EXISTS');
    const answer = answerIn<{ topics: unknown }>(error, 'topics');
    if (others.length > 0 || answer === undefined) throw error;
  }
}
