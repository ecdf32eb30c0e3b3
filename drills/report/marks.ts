import type { Facts } from '../checks/index.ts';

/** A stretch of a row of the timeline, in seconds after the first offer. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** CSS class. */
  readonly kind: string;
}

export interface Row {
  readonly name: string;
  readonly spans: readonly Span[];
}

const SECOND_MS = 1_000;
const PATHS = { api: 'API', applet: 'Applet path' } as const;

/** What was wrong, what the edge thought of it, and who held the lease. */
export function timelineRows(facts: Facts, from: number, seconds: number): Row[] {
  const after = (time: number) => (time - from) / SECOND_MS;
  return [
    { name: 'Fault', spans: faultSpans(facts, after, seconds) },
    ...healthRows(facts, after, seconds),
    { name: 'Lease', spans: leaseSpans(facts, after, seconds) },
  ].filter(({ spans }) => spans.length > 0);
}

type After = (time: number) => number;

/** The bands behind every panel. */
export function faultSpans(facts: Facts, after: After, seconds: number): Span[] {
  return facts.faults.map(({ name, region, at, healedAt }) => ({
    from: after(at),
    to: healedAt === undefined ? seconds : after(healedAt),
    label: region === undefined ? name : `${name} ${region}`,
    kind: 'fault',
  }));
}

function healthRows(facts: Facts, after: After, seconds: number): Row[] {
  const rows = new Map<string, Span[]>();
  const downSince = new Map<string, number>();
  for (const { operation } of facts.recording.of('health')) {
    const { path, region, change } = operation.value;
    const name = `${PATHS[path]} ${region}`;
    const since = downSince.get(name);
    if (change === 'down') {
      downSince.set(name, since ?? after(operation.time));
      if (!rows.has(name)) rows.set(name, []);
    } else if (since !== undefined) {
      rows.get(name)?.push({ from: since, to: after(operation.time), label: 'down', kind: 'down' });
      downSince.delete(name);
    }
  }
  for (const [name, since] of downSince) {
    rows.get(name)?.push({ from: since, to: seconds, label: 'down', kind: 'down' });
  }
  return [...rows].map(([name, spans]) => ({ name, spans }));
}

function leaseSpans(facts: Facts, after: After, seconds: number): Span[] {
  const spans: Span[] = [];
  const regions = facts.recording.parameters?.regions ?? [];
  for (const { operation } of facts.recording.of('guarded-write')) {
    if (operation.type !== 'ok' || operation.value.holder === undefined) continue;
    const { epoch, holder } = operation.value;
    const label = `${holder} epoch ${epoch}`;
    const last = spans.at(-1);
    if (last?.label === label) continue;
    const from = Math.max(0, after(operation.time));
    if (last) spans[spans.length - 1] = { ...last, to: from };
    spans.push({
      from,
      to: seconds,
      label,
      kind: `region-${Math.max(0, regions.indexOf(holder))}`,
    });
  }
  return spans.filter(({ from: start, to }) => to > start);
}
