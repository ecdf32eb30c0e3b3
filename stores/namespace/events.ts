import type { Events, ReceivedEvent, TopicSpec } from '../ports/events.ts';

/** The topic as the shared log knows it. */
export const namespacedTopic = (namespace: string, topic: string): string =>
  `${namespace}.${topic}`;

/** The topics to hand to the adapter that {@link namespacedEvents} wraps. */
export function namespacedTopics(namespace: string, topics: readonly TopicSpec[]): TopicSpec[] {
  return topics.map((topic) => ({ ...topic, name: namespacedTopic(namespace, topic.name) }));
}

/** The same log with every topic and group below `namespace`, for systems that share brokers. */
export function namespacedEvents(events: Events, namespace: string): Events {
  const own = (name: string): string => namespacedTopic(namespace, name);
  const plain = (topic: string): string => topic.slice(namespace.length + 1);
  const unwrapped = (batch: readonly ReceivedEvent[]): ReceivedEvent[] =>
    batch.map((event) => ({ ...event, topic: plain(event.topic) }));
  return {
    publish: (topic, messages) => events.publish(own(topic), messages),
    subscribe(options) {
      const { onError } = options;
      return events.subscribe({
        ...options,
        group: own(options.group),
        topics: options.topics.map(own),
        handle: (batch) => options.handle(unwrapped(batch)),
        ...(onError && { onError: (error, batch) => onError(error, unwrapped(batch)) }),
      });
    },
    async lag(group) {
      const lags = await events.lag(own(group));
      return lags.map(({ topic, lag }) => ({ topic: plain(topic), lag }));
    },
    ping: () => events.ping(),
    close: () => events.close(),
  };
}
