import { refuses, type Seed } from './testing/seeds.ts';

refuses('figures', [
  ...[
    ['edge.api.monitor.intervalMs', 30_000, 60_000],
    ['edge.api.monitor.timeoutMs', 4_000, 5_000],
    ['edge.api.monitor.retries', 3, 2],
    ['edge.api.monitor.path', '/healthz', '/health'],
    ['edge.api.monitor.expectedStatus', 204, 200],
    ['edge.api.monitor.expectedBody', 'UP', '{"status":"UP"}'],
    ['edge.accelerator.healthCheck.intervalMs', 10_000, 30_000],
    ['edge.accelerator.healthCheck.timeoutMs', 4_000, 5_000],
    ['edge.accelerator.healthCheck.threshold', 2, 3],
    ['edge.accelerator.endpointGroupHealthCheck.threshold', 2, 3],
    ['workerGroups.spot.reclaimNoticeMs', 180_000, 120_000],
  ].map(([path, value, allowed]) => ({
    title: `another figure than the document has, ${path}`,
    set: { [String(path)]: value },
    path: String(path),
    text: 'of the description says otherwise',
    allowed: [allowed],
  })),
  ...[
    'edge.api.monitor.timeoutMs',
    'smpp.responseTimeoutMs',
    'authentication.mnoApi.timeoutMs',
  ].map(
    (path): Seed => ({
      title: `a time-out under the floor of the fast profile, ${path}`,
      profile: 'fast',
      set: { [path]: 499 },
      path,
      text: 'at least 500 ms',
    }),
  ),
]);
