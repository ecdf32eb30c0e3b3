import { describe, expect, it } from 'vitest';
import { checkTopology } from './check.ts';
import { draftFor } from './profiles.ts';
import { timesOf } from './schema/times.ts';
import { PROFILES, TopologySchema } from './schema/topology.ts';

describe.each(PROFILES)('profile %s', (profile) => {
  it('has no problem', () => {
    expect(checkTopology(draftFor(profile))).toEqual([]);
  });
});

describe('profile document', () => {
  // The words of the description, sections "Cloudflare" and "AWS Global Accelerator".
  it('has the health checks as published', () => {
    const { api, accelerator } = draftFor('document').edge;
    expect(api.monitor).toMatchObject({
      intervalMs: 60_000,
      timeoutMs: 5_000,
      retries: 2,
      path: '/health',
      expectedStatus: 200,
      expectedBody: '{"status":"UP"}',
    });
    expect(accelerator.healthCheck).toMatchObject({
      intervalMs: 30_000,
      timeoutMs: 5_000,
      threshold: 3,
      protocol: 'tcp',
      port: 9506,
    });
  });

  it('has the dials, the steering and the fallback as published', () => {
    const { api, accelerator } = draftFor('document').edge;
    const dials = accelerator.endpointGroups.map(({ region, dialPercent }) => [
      region,
      dialPercent,
    ]);
    expect(dials).toEqual([
      ['us-east-1', 100],
      ['us-west-2', 20],
    ]);
    expect(api.steering.policy).toBe('least_outstanding_requests');
    expect(api.steering.fallbackPool).toBe('api-us-west-2');
  });

  it('holds the lease for 15 s, tuned for 6 s, fast for 1.5 s', () => {
    expect(PROFILES.map((profile) => draftFor(profile).lease.durationMs)).toEqual([
      15_000, 6_000, 1_500,
    ]);
  });
});

describe('profile tuned', () => {
  it('detects a lost origin faster than the document does, and changes no contract', () => {
    const [document, tuned] = [draftFor('document'), draftFor('tuned')];
    expect(tuned.edge.api.monitor.intervalMs).toBeLessThan(document.edge.api.monitor.intervalMs);
    expect(tuned.edge.accelerator.healthCheck.intervalMs).toBeLessThan(
      document.edge.accelerator.healthCheck.intervalMs,
    );
    expect(tuned.authentication).toEqual(document.authentication);
  });
});

describe('profile fast', () => {
  const before = timesOf(TopologySchema, draftFor('document'));
  const after = new Map(
    timesOf(TopologySchema, draftFor('fast')).map((field) => [field.path, field]),
  );
  const pairs = before.map((field) => ({ ...field, fast: after.get(field.path)?.value }));
  const of = (scale: string) =>
    pairs.filter((pair) => pair.scale === scale && !pair.path.startsWith('lease.'));

  it('divides durations by 20, down to their floor', () => {
    for (const { path, value, floor, fast } of of('duration')) {
      const expected = Math.min(value, Math.max(floor, Math.round(value / 20)));
      expect([path, fast]).toEqual([path, expected]);
    }
  });

  it('divides time-outs by 20, not below 500 ms', () => {
    for (const { path, value, floor, fast } of of('timeout')) {
      expect(floor).toBeGreaterThanOrEqual(500);
      expect([path, fast]).toEqual([path, Math.max(floor, Math.round(value / 20))]);
    }
  });

  it('leaves people and handsets three seconds', () => {
    expect(of('person').map(({ fast }) => fast)).toEqual([3, 3]);
  });

  it('leaves contracts with others as they are', () => {
    expect(of('fixed').length).toBeGreaterThan(10);
    for (const { path, value, fast } of of('fixed')) expect([path, fast]).toEqual([path, value]);
  });

  it('changes nothing but times', () => {
    const blank = (profile: 'document' | 'fast') =>
      JSON.stringify(draftFor(profile), (key, value) =>
        /(Ms|Seconds)$/.test(key) || key === 'profile' ? null : value,
      ).replaceAll(/"retentionMs":\{[^}]*\}/g, '');
    expect(blank('fast')).toBe(blank('document'));
  });
});

describe('times', () => {
  it('all say in the schema how they scale', () => {
    const marked = new Set(timesOf(TopologySchema, draftFor('document')).map(({ path }) => path));
    const unmarked = timeLikePaths(draftFor('document')).filter((path) => !marked.has(path));
    expect(unmarked).toEqual([]);
  });
});

/** Paths of the numbers whose field name, or whose parent's, ends in a unit of time. */
function timeLikePaths(value: unknown, path = '', isTime = false): string[] {
  if (typeof value === 'number') return isTime ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return timeLikePaths(item, at, isTime || /(Ms|Seconds)$/.test(key));
  });
}
