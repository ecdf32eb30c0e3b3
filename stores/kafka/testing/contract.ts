import type { KafkaServers } from '../../../test/engines/kafka.ts';
import { type EventsAdapter, eventsContract } from '../../contract/events.ts';
import type { Events } from '../../ports/events.ts';
import { KafkaEvents } from '../events.ts';
import { createKafkaTopics } from '../topics.ts';

/** The contract of the events on brokers that run when its first test does. */
export function kafkaContract(name: string, copies: number, servers: () => KafkaServers): void {
  eventsContract(name, () => Promise.resolve(adapterOf(servers(), copies)));
}

function adapterOf({ addresses: brokers }: KafkaServers, copies: number): EventsAdapter {
  const clients = new Map<Events, KafkaEvents>();
  return {
    async connect(topics) {
      const options = { brokers, topics, retryForMs: 20_000 };
      await createKafkaTopics({
        ...options,
        replicationFactor: copies,
        minInSyncReplicas: Math.min(2, copies),
        maxMessageBytes: 1024 * 1024,
      });
      const client = new KafkaEvents(options);
      clients.set(client, client);
      return client;
    },
    kill: async (client) => clients.get(client)?.abandon(),
    close: () => Promise.resolve(),
  };
}
