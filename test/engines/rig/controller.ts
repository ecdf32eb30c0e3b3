import { Connection, describeQuorumV2 } from '@platformatic/kafka';
import type { KafkaBroker } from '../kafka.ts';

const QUORUM = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];

/** The node that leads the controllers (KIP-595). */
export async function controllerOf(brokers: readonly KafkaBroker[]): Promise<number> {
  const [first] = brokers.filter(({ isRunning }) => isRunning);
  if (!first) throw new Error('no broker runs');
  const connection = new Connection('tandem-rig');
  try {
    await connection.connect('localhost', first.port);
    const { topics } = await describeQuorumV2.api.async(connection, QUORUM);
    const leader = topics[0]?.partitions[0]?.leaderId;
    if (leader === undefined || leader < 0) throw new Error('the controllers have no leader now');
    return leader;
  } finally {
    await connection.close();
  }
}
