import type { DriveResult } from '@tandem/local';
import { activeRegion, topologyFor } from '@tandem/topology';
import type { Measure } from '../measure.ts';
import { floorSeconds, WORK_NAMES, WORK_TITLES, type WorkCosts } from './counts.ts';
import type { SystemResult } from './system/index.ts';
import { BYTES_PER_MEGABYTE, memorySlope, settledSamples } from './system/soak.ts';
import type { ProcessCost } from './system/usage.ts';

/** The targets of issue PATH, on two cores with carrier and bank included. */
const TARGETS = {
  completedPerSecond: 800,
  p99Ms: 1_000,
  floorRatio: 3,
  regionMegabytes: 300,
  /** "Flat over 10 minutes": less than a fiftieth of the limit a minute. */
  megabytesAMinute: 6,
} as const;

/** Fewer say nothing about a memory that rises and falls with every collection of garbage. */
const MIN_SETTLED_SAMPLES = 12;

const ACTIVE = activeRegion(topologyFor('document')).name;

export interface FloorResult {
  /** Each work flat out: the least it can cost. */
  readonly flatOut: WorkCosts;
  /** Each work at the rate of the system: fewer pieces share a turn of the event loop. */
  readonly sameRate: WorkCosts;
}

export function authenticateMeasures(system: SystemResult, floor: FloorResult): Measure[] {
  return [
    ...loadMeasures('closed loop', system.closed, TARGETS.completedPerSecond),
    ...loadMeasures(`open loop`, system.open, undefined),
    ...cpuMeasures(system, floor),
    ...memoryMeasures(system),
    ...floorMeasures(system, floor),
  ];
}

/** What the system does on real servers, beside the same on the embedded engines. */
export function serverMeasures(system: SystemResult, embedded: readonly Measure[]): Measure[] {
  const measures = [
    ...loadMeasures('closed loop', system.closed, undefined),
    ...loadMeasures('open loop', system.open, undefined),
  ];
  return measures.map(({ name, value, unit }) => {
    const same = embedded.find((measure) => measure.name === name);
    const ratios = same && same.value !== 0 ? { ratios: { embedded: value / same.value } } : {};
    return { name: `servers, ${name}`, value, unit, ...ratios };
  });
}

function loadMeasures(
  loop: string,
  result: DriveResult,
  atLeast: number | undefined,
): readonly Measure[] {
  const { completion, completedPerSecond, lost, contradictory } = result;
  const wrong = Object.values(result.unexpected).reduce((sum, count) => sum + count, 0);
  const failed = result.load.errors + result.load.refused;
  return [
    {
      name: `${loop}: completed`,
      value: round(completedPerSecond, 0),
      unit: '1/s',
      ...(atLeast === undefined ? {} : { target: { atLeast } }),
    },
    { name: `${loop}: p50`, value: round(completion.p50Ms, 1), unit: 'ms' },
    {
      name: `${loop}: p99`,
      value: round(completion.p99Ms, 1),
      unit: 'ms',
      target: { atMost: TARGETS.p99Ms },
    },
    {
      name: `${loop}: lost, failed or wrong`,
      value: lost + contradictory + wrong + failed,
      unit: 'requests',
      target: { atMost: 0 },
    },
  ];
}

function cpuMeasures(system: SystemResult, floor: FloorResult): readonly Measure[] {
  const { processes, counts, open } = system;
  const milliseconds = (seconds: number) => (seconds * 1_000) / open.completed;
  const sumOf = (chosen: readonly ProcessCost[]) =>
    milliseconds(chosen.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0));
  const path = sumOf(processes.filter(isOnThePath));
  return [
    ...processes.map(({ name, cpuSeconds }) => ({
      name: `CPU per authentication: ${name}`,
      value: round(milliseconds(cpuSeconds), 3),
      unit: 'ms',
    })),
    {
      name: 'CPU per authentication: all processes',
      value: round(sumOf(processes), 3),
      unit: 'ms',
    },
    {
      name: 'CPU per authentication: all but edge and standby',
      value: round(path, 3),
      unit: 'ms',
      ratios: {
        floor: path / (floorSeconds(counts, floor.flatOut) * 1_000),
        'floor at the same rate': path / (floorSeconds(counts, floor.sameRate) * 1_000),
      },
      target: { peer: 'floor', atMost: TARGETS.floorRatio },
    },
  ];
}

/** What the floor stands for: it knows neither a proxy in front nor a second region that is ready. */
function isOnThePath({ role, region }: ProcessCost): boolean {
  return role !== 'edge' && (region === undefined || region === ACTIVE);
}

function memoryMeasures({ processes, soak }: SystemResult): readonly Measure[] {
  const measures: Measure[] = processes.map(({ name, role, rssBytesAfter }) => ({
    name: `memory: ${name}`,
    value: round(rssBytesAfter / BYTES_PER_MEGABYTE, 0),
    unit: 'MB',
    ...(role === 'region' ? { target: { atMost: TARGETS.regionMegabytes } } : {}),
  }));
  const settled = settledSamples(soak);
  if (settled.length < MIN_SETTLED_SAMPLES) return measures;
  const most = Math.max(...soak.map(({ megabytes }) => megabytes));
  return [
    ...measures,
    {
      name: 'memory: region, most in the soak',
      value: round(most, 0),
      unit: 'MB',
      target: { atMost: TARGETS.regionMegabytes },
    },
    {
      name: 'memory: region, growth in the second half of the soak',
      value: round(memorySlope(settled), 2),
      unit: 'MB/min',
      target: { atMost: TARGETS.megabytesAMinute },
    },
  ];
}

function floorMeasures({ counts }: SystemResult, floor: FloorResult): readonly Measure[] {
  return [
    ...WORK_NAMES.map((name) => ({
      name: `per authentication: ${WORK_TITLES[name]}`,
      value: round(counts[name], 2),
      unit: '1',
    })),
    ...WORK_NAMES.map((name) => ({
      name: `floor: ${WORK_TITLES[name]}, each`,
      value: round(floor.flatOut[name] * 1_000, 4),
      unit: 'ms',
    })),
    {
      name: 'floor: all of one authentication',
      value: round(floorSeconds(counts, floor.flatOut) * 1_000, 3),
      unit: 'ms',
    },
    {
      name: 'floor at the same rate: all of one authentication',
      value: round(floorSeconds(counts, floor.sameRate) * 1_000, 3),
      unit: 'ms',
    },
  ];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
