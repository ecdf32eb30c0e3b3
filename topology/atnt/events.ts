import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, SECOND } from '../time.ts';

export const events: TopologyDraft['events'] = {
  rows: ['W2'],
  version: '4.1.0',
  perRegion: true,
  brokers: 3,
  controllers: 3,
  brokerStorageGib: 100,
  controllerStorageGib: 20,
  broker: { cpuMillis: 1_000, memoryMib: 4_096 },
  controller: { cpuMillis: 250, memoryMib: 1_024 },
  port: 9093,
  workerGroup: 'kafka',
  replicationFactor: 3,
  minInSyncReplicas: 2,
  maxMessageBytes: 1_048_576,
  topics: [
    {
      name: 'transaction-accepted',
      purpose: 'a transaction to resolve',
      partitions: 12,
      retentionMs: 7 * DAY,
    },
    {
      name: 'subscriber-resolved',
      purpose: 'a notification to leave and a SIM to wake',
      partitions: 12,
      retentionMs: 7 * DAY,
    },
    {
      name: 'transaction-decided',
      purpose: 'a final outcome to call back',
      partitions: 12,
      retentionMs: 7 * DAY,
    },
    {
      name: 'trail',
      purpose: 'facts for the audit log alone',
      partitions: 6,
      retentionMs: 30 * DAY,
    },
  ],
  deadLetter: { suffix: '.dead-letter', partitions: 1, retentionMs: 30 * DAY },
  consumer: { maxAttempts: 5, retryDelayMs: SECOND, maxBatch: 256 },
};
