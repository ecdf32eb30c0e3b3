import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Latencies } from './latency.ts';

describe('Latencies', () => {
  it('keeps every percentile within a thousandth of the exact one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 60_000, noNaN: true }), { minLength: 1 }),
        (values) => {
          const latencies = new Latencies();
          for (const value of values) latencies.record(value);
          const sorted = [...values].sort((a, b) => a - b);
          const { count, p50Ms, p99Ms, maxMs, minMs } = latencies.summary();
          const at = (share: number) =>
            sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
          const near = (figure: number, exact: number) =>
            expect(Math.abs(figure - exact)).toBeLessThanOrEqual(exact / 500 + 0.002);
          expect(count).toBe(values.length);
          near(p50Ms, at(0.5));
          near(p99Ms, at(0.99));
          near(minMs, sorted[0] ?? 0);
          near(maxMs, sorted.at(-1) ?? 0);
        },
      ),
    );
  });

  it('says zero of nothing', () => {
    expect(new Latencies().summary()).toMatchObject({ count: 0, p99Ms: 0, maxMs: 0 });
  });
});
