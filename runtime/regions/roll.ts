import type { WorkloadName } from '@tandem/topology';
import type { RegionRecord, StoredReport } from './records.ts';

/** A report as one reader knows it. */
export interface Seen {
  readonly report: StoredReport;
  /** The reader has seen its beat grow: it is no leftover of a dead process. */
  readonly moved: boolean;
  /** Looks in a row that found it unchanged. */
  readonly still: number;
}

/** What is known of every process after some looks, and what is ordered. */
export interface Roll {
  readonly seen: ReadonlyMap<string, Seen>;
  readonly drained: ReadonlySet<string>;
}

export const EMPTY_ROLL: Roll = { seen: new Map(), drained: new Set() };

/**
 * Looks without a change after which a process counts as gone. A look counts only when the reader's own
 * report was written just before it: while documents take no writes, nobody's silence means anything.
 */
export const LOOKS_UNTIL_GONE = 4;

export function look(roll: Roll, records: readonly RegionRecord[]): Roll {
  const seen = new Map<string, Seen>();
  const drained = new Set<string>();
  for (const record of records) {
    if (record.kind === 'order') {
      if (record.drained) drained.add(record.region);
      continue;
    }
    const before = roll.seen.get(record._id);
    const moved = before !== undefined && before.report.beat !== record.beat;
    seen.set(record._id, {
      report: record,
      moved: moved || (before?.moved ?? false),
      still: before === undefined || moved ? 0 : before.still + 1,
    });
  }
  return { seen, drained };
}

export function isAlive({ moved, still }: Seen): boolean {
  return moved && still < LOOKS_UNTIL_GONE;
}

/** The workloads of `wanted` that no living process of the region is ready to do. */
export function missingIn(
  roll: Roll,
  region: string,
  wanted: readonly WorkloadName[],
): WorkloadName[] {
  const ready = new Set<WorkloadName>();
  for (const seen of roll.seen.values()) {
    if (seen.report.region !== region || !isAlive(seen) || !seen.report.able) continue;
    for (const name of seen.report.ready) ready.add(name);
  }
  return wanted.filter((name) => !ready.has(name));
}

/** Whether the region would serve well if all traffic went there now. */
export function isAble(roll: Roll, region: string, wanted: readonly WorkloadName[]): boolean {
  return !roll.drained.has(region) && missingIn(roll, region, wanted).length === 0;
}
