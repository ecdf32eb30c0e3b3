import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { counter, gauge, histogram } from './index.ts';

test('a metric is made once, however often it is asked for', async () => {
  const registry = new Registry();
  const spec = { name: 'tandem_test_things_total', help: 'Things.', labelNames: ['kind'] } as const;
  counter(registry, spec).inc({ kind: 'a' });
  counter(registry, spec).inc({ kind: 'a' });
  expect(await registry.metrics()).toContain('tandem_test_things_total{kind="a"} 2');
});

test('the same name for another type is refused', () => {
  const registry = new Registry();
  counter(registry, { name: 'tandem_test_total', help: 'x' });
  expect(() => gauge(registry, { name: 'tandem_test_total', help: 'x' })).toThrow(
    'the metric tandem_test_total exists as another type than Gauge',
  );
});

test('a gauge may be read at the scrape, and a histogram has latency buckets', async () => {
  const registry = new Registry();
  let depth = 1;
  gauge(registry, { name: 'tandem_test_depth', help: 'x', collect: (each) => each.set(depth) });
  histogram(registry, { name: 'tandem_test_seconds', help: 'x' }).observe(0.003);
  depth = 7;
  const text = await registry.metrics();
  expect(text).toContain('tandem_test_depth 7');
  expect(text).toContain('tandem_test_seconds_bucket{le="0.005"} 1');
});
