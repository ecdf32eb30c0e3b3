import { loadKafka } from '../library.ts';
import { parseBrokers } from '../options.ts';

type Library = Awaited<ReturnType<typeof loadKafka>>;
type Ask<T> = (library: Library, connection: Connection) => Promise<T>;
type Connection = Awaited<ReturnType<InstanceType<Library['ConnectionPool']>['get']>>;

/** The node whose controller leads the quorum now. */
export function whoLeads(addresses: readonly string[]): Promise<number> {
  return askAny(addresses, async ({ describeQuorumV2 }, connection) => {
    const log = { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] };
    const { topics } = await describeQuorumV2.api.async(connection, [log]);
    return topics[0]?.partitions[0]?.leaderId ?? -1;
  });
}

/** The least number of in-sync copies that a partition of the topic has. */
export function leastInSync(addresses: readonly string[], topic: string): Promise<number> {
  return askAny(addresses, async ({ metadataV12 }, connection) => {
    const { topics } = await metadataV12.api.async(connection, [topic]);
    const [found] = topics;
    return Math.min(...(found?.partitions.map(({ isrNodes }) => isrNodes.length) ?? [0]));
  });
}

/** Of the first broker that answers. */
async function askAny<T>(addresses: readonly string[], ask: Ask<T>): Promise<T> {
  const library = await loadKafka();
  const pool = new library.ConnectionPool('test', { connectTimeout: 2_000, requestTimeout: 5_000 });
  pool.on('connecting', ({ connection }) => connection.on('error', () => undefined));
  let last: unknown;
  try {
    for (const broker of parseBrokers(addresses)) {
      try {
        return await ask(library, await pool.get(broker));
      } catch (error) {
        last = error;
      }
    }
    throw last;
  } finally {
    await pool.close();
  }
}
