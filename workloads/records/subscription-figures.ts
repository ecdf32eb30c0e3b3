import type { SubscribeOptions } from '@tandem/stores';
import type { TopicName, Topology } from '@tandem/topology';

/** How a workload reads one topic: every partition at once, batches and retries as the topology says. */
export function subscriptionFigures(
  topology: Topology,
  topic: TopicName,
): Pick<SubscribeOptions, 'maxBatch' | 'concurrency' | 'maxAttempts' | 'retryDelayMs'> {
  const { consumer, topics } = topology.events;
  const concurrency = topics.find(({ name }) => name === topic)?.partitions ?? 1;
  return { ...consumer, concurrency };
}
