import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusedPath, originForm } from './paths.ts';

describe('/metrics', () => {
  it.each([
    '/metrics',
    '/metrics?x=1',
    '/metrics/',
    '/metrics/more',
    '//metrics',
    '/./metrics',
    '/v1/../metrics',
    '/%6detrics',
    '/%2e%2e/metrics',
    '/%256detrics',
    '/METRICS',
    '/metrics;a=b',
  ])('is refused as %s', (path) => {
    expect(isRefusedPath(path)).toBe(true);
  });

  it.each(['/', '/v1/approvals', '/v1/metrics', '/metricsx', '/v1?next=/metrics', '/%zz', '/%'])(
    'does not take %s with it',
    (path) => {
      expect(isRefusedPath(path)).toBe(false);
    },
  );

  it('never fails, whatever the path', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof isRefusedPath(`/metrics${text}`)).toBe('boolean');
        expect(typeof isRefusedPath(`/%${text}`)).toBe('boolean');
      }),
    );
  });
});

it('reads the absolute form of a target', () => {
  expect(originForm('http://api.example/v1/approvals?a=b')).toBe('/v1/approvals?a=b');
  expect(originForm('/v1/approvals?a=b')).toBe('/v1/approvals?a=b');
  expect(originForm('*')).toBe('*');
});
