import { type Clock, delay } from '@tandem/core';
import { EMPTY_ROLL, look, REGIONS, type Roll, readHistory } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import { LEASE_ID, REGION_GUARD } from '../guard/index.ts';
import { overviewOf } from './overview.ts';
import type { Overview } from './schemas.ts';

/** Entries of the history that are shown. */
const HISTORY = 100;
const MAX_RECORDS = 1_000;
/** Longer than a process takes from one report to the next. */
const BETWEEN_LOOKS_MS = 1_500;

export interface ReadOptions {
  readonly documents: Documents;
  readonly topology: Topology;
  readonly now: number;
  readonly roll: Roll;
}

/** The overview of a process that watches the board. Rejects when documents do not answer. */
export async function readOverview({ documents, ...rest }: ReadOptions): Promise<Overview> {
  const [lease, history] = await Promise.all([
    documents.collection(REGION_GUARD).get(LEASE_ID),
    readHistory(documents, HISTORY),
  ]);
  return overviewOf({ ...rest, lease, history });
}

/** The same for somebody who has just come: two looks show who still reports. */
export async function readOverviewAfresh(
  documents: Documents,
  topology: Topology,
  clock: Clock,
): Promise<Overview> {
  const records = documents.collection(REGIONS);
  const find = () => records.find({ index: 'region', limit: MAX_RECORDS });
  const first = look(EMPTY_ROLL, await find());
  await delay(clock, BETWEEN_LOOKS_MS);
  const roll = look(first, await find());
  const { time } = await documents.reach();
  return readOverview({ documents, topology, now: time, roll });
}
