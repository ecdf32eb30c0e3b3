import type { Connection } from '@platformatic/kafka';
import type { TopicSpec } from '../../ports/events.ts';
import { loadKafka } from '../library.ts';
import { parseBrokers } from '../options.ts';

type Library = Awaited<ReturnType<typeof loadKafka>>;

const TIMEOUT_MS = 10_000;

/** What retention does to partition 0, at once. For a cluster of one broker. */
export function removeRecords(
  addresses: readonly string[],
  { name }: Pick<TopicSpec, 'name'>,
  before: number,
): Promise<void> {
  return asStranger(addresses, async ({ deleteRecordsV2 }, connection) => {
    const partitions = [{ partitionIndex: 0, offset: BigInt(before) }];
    await deleteRecordsV2.api.async(connection, [{ name, partitions }], TIMEOUT_MS);
  });
}

/** Removes the topic with all that is in it. */
export function removeTopic(
  addresses: readonly string[],
  { name }: Pick<TopicSpec, 'name'>,
): Promise<void> {
  return asStranger(addresses, async ({ deleteTopicsV6 }, connection) => {
    await deleteTopicsV6.api.async(connection, [{ name }], TIMEOUT_MS);
  });
}

async function asStranger(
  addresses: readonly string[],
  act: (library: Library, connection: Connection) => Promise<void>,
): Promise<void> {
  const library = await loadKafka();
  const pool = new library.ConnectionPool('stranger');
  const [broker] = parseBrokers(addresses);
  if (!broker) throw new Error('no broker');
  try {
    await act(library, await pool.get(broker));
  } finally {
    await pool.close();
  }
}
