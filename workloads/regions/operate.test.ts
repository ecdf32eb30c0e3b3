import { ManualClock } from '@tandem/core';
import { EMPTY_ROLL, look, type RoleFacts, type StoredReport } from '@tandem/runtime';
import { topologyFor, WORKLOAD_NAMES } from '@tandem/topology';
import { beforeEach, describe, expect, test } from 'vitest';
import { LEASE_ID, type Lease, REGION_GUARD } from '../guard/index.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { operateRegion } from './operate.ts';
import { readOverview } from './read.ts';
import type { RegionAction } from './schemas.ts';

const topology = topologyFor('fast');
const EAST = 'us-east-1';
const WEST = 'us-west-2';

let documents: MemoryDocuments;
let recorded: RoleFacts[];

beforeEach(async () => {
  documents = new MemoryDocuments();
  recorded = [];
  const lease: Lease = { _id: LEASE_ID, version: 1, epoch: 1, holder: EAST, renewals: 0 };
  await documents.collection(REGION_GUARD).insert(lease);
});

function report(region: string, beat: number, change: Partial<StoredReport>): StoredReport {
  return {
    _id: `${region}/pod-1`,
    version: beat,
    kind: 'process',
    region,
    workloads: [...WORKLOAD_NAMES],
    ready: [...WORKLOAD_NAMES],
    able: true,
    up: true,
    reasons: [],
    beat,
    startedAt: 1,
    reportedAt: 1_000 * beat,
    skewMs: 0,
    facts: { bound: 8, binds: 8 },
    lags: { mno: [{ topic: 'transaction-accepted', lag: 3 }] },
    ...change,
  };
}

/** The regions as two looks found them; one that is not named is silent. */
function overview(regions: Readonly<Record<string, Partial<StoredReport>>>) {
  const records = (beat: number) =>
    Object.entries(regions).map(([region, change]) => report(region, beat, change));
  const roll = look(look(EMPTY_ROLL, records(1)), records(2));
  return readOverview({ documents, topology, now: new ManualClock().now(), roll });
}

async function operate(
  region: string,
  action: RegionAction,
  regions: Readonly<Record<string, Partial<StoredReport>>>,
  force?: string,
) {
  const history = { record: (facts: RoleFacts) => void recorded.push(facts) };
  return operateRegion(region, action, {
    documents,
    overview: await overview(regions),
    history,
    force,
  });
}

describe('the overview', () => {
  test('tells role, health, binds and lag, of a silent region too', async () => {
    const { regions, lease, home } = await overview({
      [WEST]: { up: false, reasons: ['no bind'] },
    });
    expect([home, lease?.holder]).toEqual([EAST, EAST]);
    expect(regions).toMatchObject([
      { name: EAST, role: 'active', state: 'silent', able: false, binds: { bound: 0, of: 0 } },
      {
        name: WEST,
        role: 'passive',
        state: 'down',
        reasons: ['no bind'],
        binds: { bound: 8, of: 8 },
        lag: { mno: 3 },
        processes: [{ instance: 'pod-1', alive: true }],
      },
    ]);
  });
});

describe('a promotion', () => {
  test('is asked for in the lease, and recorded', async () => {
    const operated = await operate(WEST, 'promote', { [EAST]: {}, [WEST]: {} });
    expect(operated).toMatchObject({ changed: true, from: EAST, epoch: 1 });
    expect((await documents.collection(REGION_GUARD).get(LEASE_ID))?.handover).toEqual({
      to: WEST,
      released: false,
    });
    expect(recorded).toMatchObject([{ event: 'handover-requested', epoch: 1 }]);
  });

  test('of the region that is active already is refused', async () => {
    await expect(operate(EAST, 'promote', { [EAST]: {} })).rejects.toMatchObject({
      code: 'region-refused',
      message: `${EAST} is active already, with epoch 1.`,
    });
  });

  test('of a region that is not able is refused with the reason, unless it is forced by name', async () => {
    const unable = { [EAST]: {}, [WEST]: { able: false, up: false, reasons: ['no bind'] } };
    await expect(operate(WEST, 'promote', unable)).rejects.toThrow(
      `${WEST} is not able to serve: no bind; to do it all the same, force ${WEST}`,
    );
    await expect(operate(WEST, 'promote', unable, EAST)).rejects.toThrow('force names');
    await expect(operate(WEST, 'promote', { [EAST]: {} })).rejects.toThrow('none of its processes');
    expect(await operate(WEST, 'promote', unable, WEST)).toMatchObject({ changed: true });
  });

  test('of what is no region is refused, naming those that are', async () => {
    await expect(operate('eu-west-9', 'promote', {})).rejects.toThrow(`allowed: ${EAST}, ${WEST}`);
  });
});

describe('a drain', () => {
  test('is refused while no other region could serve, unless it is forced by name', async () => {
    await expect(operate(EAST, 'drain', { [EAST]: {} })).rejects.toThrow('no other region is able');
    expect(await operate(EAST, 'drain', { [EAST]: {} }, EAST)).toMatchObject({ changed: true });
  });

  test('changes something once, and is undone', async () => {
    const both = { [EAST]: {}, [WEST]: {} };
    expect(await operate(EAST, 'drain', both)).toMatchObject({ changed: true });
    expect(await operate(EAST, 'drain', both)).toMatchObject({ changed: false });
    expect(await operate(EAST, 'undrain', both)).toMatchObject({ changed: true });
    expect(recorded.map(({ event }) => event)).toEqual(['drained', 'undrained']);
  });
});
