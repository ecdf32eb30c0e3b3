/** Sums of counters by name, whatever their labels (Prometheus text format 0.0.4). */
export type MetricTotals = ReadonlyMap<string, number>;

export function parseMetrics(text: string): MetricTotals {
  const totals = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{.*\})? (\S+)$/.exec(line);
    if (!match) continue;
    const [, name = '', value = ''] = match;
    totals.set(name, (totals.get(name) ?? 0) + Number(value));
  }
  return totals;
}

/** How much a counter grew; throws when the system does not have it, since a count of 0 would be a lie. */
export function growth(before: MetricTotals, after: MetricTotals, name: string): number {
  const end = after.get(name);
  if (end === undefined) throw new Error(`the system has no metric ${name}`);
  return end - (before.get(name) ?? 0);
}
