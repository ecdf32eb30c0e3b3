import type { Clock } from '@tandem/core';
import type { Recorder } from '@tandem/local';
import type { Documents } from '@tandem/stores';
import { type ExportedEntry, exportAudit, verifyAudit } from '@tandem/workloads';
import { sleep } from './timeline.ts';

export interface AuditOptions {
  readonly documents: Documents;
  readonly regions: readonly string[];
  /** Transactions whose outcome must be in a chain. */
  readonly decided: ReadonlySet<string>;
  /** How long to wait for the chains to have them all. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Outcome {
  readonly region: string;
  readonly transactionId: string;
  readonly responseType: string;
}

const AGAIN_MS = 500;

/**
 * Waits until every outcome is in a chain, or patience ends, then records each outcome found
 * (`audit-outcome`) and the verification of every chain (`audit-verify`).
 */
export async function recordAudit(options: AuditOptions, record: Recorder): Promise<void> {
  const { documents, regions, decided, patienceMs, clock, signal } = options;
  const until = clock.monotonic() + patienceMs;
  let outcomes = await outcomesIn(documents, regions);
  while (lacks(outcomes, decided) && clock.monotonic() < until && !signal.aborted) {
    await sleep(clock, AGAIN_MS, signal);
    outcomes = await outcomesIn(documents, regions);
  }
  for (const outcome of outcomes) record('drill-reader', 'ok', 'audit-outcome', { ...outcome });
  for (const region of regions) {
    const { entries, valid, breach } = await verifyAudit(documents, region);
    const problem = breach && { problem: `segment ${breach.seq}: ${breach.reason}` };
    record('drill-reader', 'ok', 'audit-verify', { region, entries, valid, ...problem });
  }
}

/** The outcomes that each chain names, each once, however many entries name it. */
async function outcomesIn(documents: Documents, regions: readonly string[]): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  for (const region of regions) {
    for await (const entry of exportAudit(documents, region)) {
      const outcome = outcomeOf(entry);
      if (!outcome) continue;
      const { transactionId, responseType } = outcome;
      outcomes.set(`${region} ${transactionId} ${responseType}`, { region, ...outcome });
    }
  }
  return [...outcomes.values()];
}

function outcomeOf({ event }: ExportedEntry): Omit<Outcome, 'region'> | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const { transactionId, responseType } = event as Record<string, unknown>;
  if (typeof transactionId !== 'string' || typeof responseType !== 'string') return undefined;
  return { transactionId, responseType };
}

function lacks(outcomes: readonly Outcome[], decided: ReadonlySet<string>): boolean {
  const found = new Set(outcomes.map(({ transactionId }) => transactionId));
  return [...decided].some((id) => !found.has(id));
}
