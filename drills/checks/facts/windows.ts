import type { At, DrillParameters, OperationOf } from '../../history/index.ts';
import type { Recording } from './recording.ts';

/** Unix milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** One fault from its order to its healing. */
export interface FaultWindow {
  readonly name: string;
  readonly region: string | undefined;
  readonly line: number;
  readonly at: number;
  /** When the healing was ordered, and when it was over; `undefined`: it never was. */
  readonly healAt: number | undefined;
  readonly healedAt: number | undefined;
  /** Documents answer nobody. */
  readonly arbiter: boolean;
}

interface Event {
  readonly name: string;
  readonly region: string | undefined;
  readonly line: number;
  readonly from: number;
  to: number | undefined;
  readonly arbiter: boolean;
}

/** Faults in order, each with the first healing of the same name and region that follows it. */
export function faultWindows(recording: Recording): FaultWindow[] {
  const heals = events(recording.of('heal'));
  return events(recording.of('fault')).map((fault) => {
    const index = heals.findIndex(
      (heal) => heal.name === fault.name && heal.region === fault.region && heal.from >= fault.from,
    );
    const [heal] = index < 0 ? [] : heals.splice(index, 1);
    return {
      name: fault.name,
      region: fault.region,
      line: fault.line,
      at: fault.from,
      healAt: heal?.from,
      healedAt: heal && (heal.to ?? heal.from),
      arbiter: fault.arbiter,
    };
  });
}

/** An invoke and the ok or info that follows it are one; an ok alone is one too. */
function events(operations: readonly At<OperationOf<'fault'> | OperationOf<'heal'>>[]): Event[] {
  const found: Event[] = [];
  for (const { operation, line } of operations) {
    const { name, region } = operation.value;
    const arbiter =
      operation.value.arbiter ?? (region === undefined && name.startsWith('documents'));
    const { time: from, type } = operation;
    const open = found.find(
      (event) => event.to === undefined && event.name === name && event.region === region,
    );
    if (type !== 'invoke' && open) open.to = from;
    else
      found.push({ name, region, line, from, to: type === 'invoke' ? undefined : from, arbiter });
  }
  return found;
}

/**
 * When nobody could decide anything: documents were away, or every region was struck as a whole at the
 * same time. Overlaps are merged.
 */
export function undecidable(
  windows: readonly FaultWindow[],
  regions: readonly string[],
  endsAt: number,
): Interval[] {
  const lasting = (window: FaultWindow) => ({ from: window.at, to: window.healedAt ?? endsAt });
  const arbiter = windows.filter((window) => window.arbiter).map(lasting);
  const struck = regions.map((region) =>
    merge(windows.filter((window) => isWhole(window) && window.region === region).map(lasting)),
  );
  const [first, ...others] = struck;
  const nowhere = others.reduce(intersect, first ?? []);
  return merge([...arbiter, ...nowhere]);
}

/** Faults of which a region cannot decide anything. */
const isWhole = ({ name }: FaultWindow): boolean =>
  name.startsWith('region-') || name === 'documents-partition';

function merge(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const interval of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && interval.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, interval.to) };
    } else merged.push(interval);
  }
  return merged;
}

function intersect(left: readonly Interval[], right: readonly Interval[]): Interval[] {
  return left.flatMap((a) =>
    right.flatMap((b) => {
      const from = Math.max(a.from, b.from);
      const to = Math.min(a.to, b.to);
      return from < to ? [{ from, to }] : [];
    }),
  );
}

/** Milliseconds of `intervals` that lie between `from` and `to`. */
export function overlap(intervals: readonly Interval[], from: number, to: number): number {
  return intervals.reduce(
    (sum, interval) => sum + Math.max(0, Math.min(interval.to, to) - Math.max(interval.from, from)),
    0,
  );
}

/** The faults whose effect may reach into a span of time: until healed, and for the recovery after it. */
export function faultsDuring(
  windows: readonly FaultWindow[],
  span: Interval,
  parameters: Pick<DrillParameters, 'recoveryMs' | 'deadlineMs'>,
): FaultWindow[] {
  const recovery = parameters.recoveryMs ?? parameters.deadlineMs;
  return windows.filter(
    ({ at, healedAt }) =>
      at <= span.to && (healedAt === undefined || healedAt + recovery >= span.from),
  );
}
