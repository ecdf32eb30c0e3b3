import { connectKafkaEvents, createKafkaTopics, type Events, type TopicSpec } from '@tandem/stores';
import { originOf, readServices } from '../config/read.ts';
import type { KafkaConfig, KafkaSasl, ServeConfig } from '../config/serve-config.ts';
import { readAuthorities } from './read-file.ts';

/** The region's event log on Kafka. Rejects naming the topics that are missing, unless it may create them. */
export async function kafkaEvents(
  { region }: Pick<ServeConfig, 'region'>,
  kafka: KafkaConfig,
  topics: readonly TopicSpec[],
  maxMessageBytes: number,
): Promise<Events> {
  const origin = (name: 'kafkaBrokers' | 'kafkaTlsCaFile' | 'kafkaSaslPassword'): string =>
    originOf(name, region, process.env);
  const ca = await readAuthorities(origin('kafkaTlsCaFile'), kafka.tlsCaFile);
  const { brokers, sasl, tls, createTopics } = kafka;
  const options = {
    brokers,
    topics,
    variable: origin('kafkaBrokers'),
    passwordVariable: origin('kafkaSaslPassword'),
    ...(tls ? { tls: ca === undefined ? {} : { ca } } : {}),
    ...(sasl ? { sasl: async () => currentSasl(region, sasl) } : {}),
  };
  if (createTopics > 0) {
    await createKafkaTopics({
      ...options,
      replicationFactor: createTopics,
      // One copy may be away while messages are taken; with one copy, none.
      minInSyncReplicas: Math.max(1, createTopics - 1),
      maxMessageBytes,
    });
  }
  return connectKafkaEvents(options);
}

/** What a flag gave at the start stands; what a file holds may have changed. */
function currentSasl(region: string, given: KafkaSasl): KafkaSasl {
  return readServices(region, process.env).kafka?.sasl ?? given;
}
