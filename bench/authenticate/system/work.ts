import type { LocalSystem } from '@tandem/local';
import { SMSC_MESSAGES, TRANSACTIONS } from '@tandem/workloads';
import { request } from 'undici';
import type { WorkCounts } from '../counts.ts';
import { growth, type MetricTotals, parseMetrics } from './metrics.ts';

/** Authentications whose documents are read to count their writes. */
const SAMPLE = 500;

/** The counters of every region process together. */
export async function readMetrics({ ports, regions }: LocalSystem): Promise<MetricTotals> {
  const texts = await Promise.all(
    regions.names.map(async (_, index) => {
      const { ops } = ports.region(index);
      const { body } = await request(`http://127.0.0.1:${ops}/metrics`);
      return body.text();
    }),
  );
  return parseMetrics(texts.join('\n'));
}

export interface DocumentWork {
  /** Writes of one authentication's own documents: the sum of their versions. */
  readonly writes: number;
  /** Of its transaction alone. */
  readonly versions: number;
  /** Mean size of a finished transaction as JSON. */
  readonly bytes: number;
}

/** What authentications accepted since a time have written, from the versions of their documents. */
export async function readDocumentWork(system: LocalSystem, since: number): Promise<DocumentWork> {
  const documents = await system.documents('bench');
  try {
    const transactions = await documents
      .collection(TRANSACTIONS)
      .find({ index: 'recent', from: since, limit: SAMPLE });
    if (transactions.length === 0) throw new Error('no authentication was stored');
    const messages = documents.collection(SMSC_MESSAGES);
    const perTransaction = await Promise.all(
      transactions.map(({ _id }) =>
        messages.find({ index: 'transaction', equals: [_id], limit: 10 }),
      ),
    );
    const versions = mean(transactions.map(({ version }) => version));
    const ofMessages = perTransaction.map((own) =>
      own.reduce((sum, { version }) => sum + version, 0),
    );
    const bytes = mean(transactions.map((one) => Buffer.byteLength(JSON.stringify(one))));
    return { writes: versions + mean(ofMessages), versions, bytes: Math.round(bytes) };
  } finally {
    await documents.close();
  }
}

/** How often each work happened for one of `completed` authentications. */
export function countWork(
  before: MetricTotals,
  after: MetricTotals,
  completed: number,
  documents: DocumentWork,
): WorkCounts {
  const each = (name: string) => growth(before, after, name) / completed;
  return {
    httpRequests: each('tandem_api_requests_total') + each('tandem_mno_operator_answers_total'),
    callbacks: each('tandem_scheduled_jobs_callbacks_total'),
    documentWrites: documents.writes + each('tandem_audit_segments_total'),
    messages: each('tandem_sms_submits_total'),
    connections: each('tandem_sim_connections_closed_total'),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
