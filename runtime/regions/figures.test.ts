import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { counter, gauge, histogram } from '../metrics.ts';
import { readFigures } from './figures.ts';

test('are those of the metrics that are there, added up by one label', async () => {
  const metrics = new Registry();
  const requests = counter(metrics, {
    name: 'tandem_api_requests_total',
    help: 'requests',
    labelNames: ['route', 'method', 'status'],
  });
  requests.inc({ route: '/v1/approvals', method: 'POST', status: 202 }, 5);
  requests.inc({ route: '/v1/approvals', method: 'GET', status: 200 }, 7);
  requests.inc({ route: '/health', method: 'GET', status: 200 }, 9);
  gauge(metrics, { name: 'tandem_sms_queue_depth', help: 'queue' }).set(3);
  const seconds = histogram(metrics, {
    name: 'tandem_sms_submit_seconds',
    help: 'seconds',
    buckets: [0.1, 1],
  });
  seconds.observe(0.05);
  seconds.observe(0.5);
  expect(await readFigures(metrics)).toEqual({
    requests: { 202: 5 },
    smsQueue: { '': 3 },
    submitSeconds: { 0.1: 1, 1: 2, '+Inf': 2 },
  });
});
