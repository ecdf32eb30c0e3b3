import {
  isAble,
  isAlive,
  type ProcessReport,
  type RoleEntry,
  type Roll,
  type Seen,
} from '@tandem/runtime';
import { activeRegion, type Topology, WORKLOAD_NAMES } from '@tandem/topology';
import type { Lease } from '../guard/index.ts';
import type { Overview, RegionOverview } from './schemas.ts';

export interface OverviewParts {
  readonly topology: Topology;
  readonly now: number;
  readonly roll: Roll;
  readonly lease: Lease | undefined;
  readonly history: readonly RoleEntry[];
}

/** How the regions stand, from what their processes said of themselves and what documents hold. */
export function overviewOf({ topology, now, roll, lease, history }: OverviewParts): Overview {
  const wanted = WORKLOAD_NAMES.filter((name) => topology.workloads[name].priority === 'path');
  return {
    now,
    home: activeRegion(topology).name,
    leaseMs: topology.lease.durationMs,
    ...(lease && { lease: leaseView(lease) }),
    regions: topology.regions.map(({ name }) => {
      const seen = [...roll.seen.values()].filter(({ report }) => report.region === name);
      return {
        ...regionOf(seen),
        name,
        role: lease?.holder === name ? 'active' : 'passive',
        able: isAble(roll, name, wanted),
        drained: roll.drained.has(name),
      };
    }),
    history: history.map(({ at, region, event, knownEpoch, detail }) => ({
      at,
      region,
      event,
      ...(knownEpoch !== undefined && { epoch: knownEpoch }),
      ...(detail !== undefined && { detail }),
    })),
  };
}

function leaseView({ epoch, holder, handover, yielded }: Lease) {
  return { epoch, holder, ...(handover && { handover }), ...(yielded && { yielded }) };
}

type FromReports = Pick<
  RegionOverview,
  'state' | 'reasons' | 'binds' | 'lag' | 'processes' | 'reportedAt'
>;

function regionOf(seen: readonly Seen[]): FromReports {
  const alive = seen.filter(isAlive).map(({ report }) => report);
  const latest = Math.max(...seen.map(({ report }) => report.reportedAt));
  const down = alive.filter(({ up }) => !up);
  return {
    state: alive.length === 0 ? 'silent' : down.length > 0 ? 'down' : 'up',
    reasons: [...new Set(down.flatMap(({ reasons }) => reasons))],
    binds: {
      bound: sum(alive.map(({ facts }) => facts.bound)),
      of: sum(alive.map(({ facts }) => facts.binds)),
    },
    lag: lagOf(alive),
    ...(seen.length > 0 && { reportedAt: latest }),
    processes: seen.map(processOf),
  };
}

function processOf(seen: Seen) {
  const { workloads, up, reasons, startedAt, reportedAt, skewMs, region, _id } = seen.report;
  const alive = isAlive(seen);
  return {
    instance: _id.slice(region.length + 1),
    workloads: [...workloads],
    alive,
    up: alive && up,
    reasons: [...reasons],
    startedAt,
    reportedAt,
    skewMs,
  };
}

/** Replicas share a consumer group and see the same lag. */
function lagOf(reports: readonly ProcessReport[]): Record<string, number> {
  const lag: Record<string, number> = {};
  for (const { lags } of reports) {
    for (const [workload, topics] of Object.entries(lags)) {
      lag[workload] = Math.max(lag[workload] ?? 0, sum(topics.map((topic) => topic.lag)));
    }
  }
  return lag;
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
