import type { CompressionAlgorithmValue } from '@platformatic/kafka';
import { loadKafka } from '../library.ts';
import { parseBrokers } from '../options.ts';

export interface ForeignMessage {
  readonly topic: string;
  readonly key?: string;
  readonly value: string;
}

/** Writes to partition 0 what none of our own processes would write. For a cluster of one broker. */
export async function writeAsStranger(
  addresses: readonly string[],
  messages: readonly ForeignMessage[],
  compression: CompressionAlgorithmValue = 'none',
): Promise<void> {
  const library = await loadKafka();
  const pool = new library.ConnectionPool('stranger');
  const [broker] = parseBrokers(addresses);
  if (!broker) throw new Error('no broker');
  const connection = await pool.get(broker);
  const records = messages.map(({ topic, key, value }) => ({
    topic,
    partition: 0,
    value: Buffer.from(value),
    ...(key === undefined ? {} : { key: Buffer.from(key) }),
  }));
  try {
    await library.produceV9.api.async(connection, -1, 5_000, records, { compression });
  } finally {
    await pool.close();
  }
}
