import { topologyFor } from '@tandem/topology';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monitorRules, refusedBy } from './monitor.ts';

const { monitor } = topologyFor('document').edge.api;

describe('the Cloudflare monitor', () => {
  it('takes every figure from the topology', () => {
    expect(monitorRules(monitor)).toEqual({
      intervalMs: monitor.intervalMs,
      timeoutMs: monitor.timeoutMs,
      timeoutRetries: monitor.retries,
      passesToUp: 1,
      failuresToDown: 1,
      firstPassCounts: false,
    });
  });

  it('reads a consecutive_up or consecutive_down of 0 as 1', () => {
    const rules = monitorRules({ ...monitor, consecutiveUp: 0, consecutiveDown: 0 });
    expect(rules).toMatchObject({ passesToUp: 1, failuresToDown: 1 });
  });

  it('asks for the expected code', () => {
    const body = monitor.expectedBody;
    expect(refusedBy(monitor, { status: 200, body })).toBeUndefined();
    expect(refusedBy(monitor, { status: 503, body })).toMatch('status 503');
    expect(refusedBy(monitor, { status: 301, body })).toMatch('status 301');
  });

  it('asks for the expected body anywhere in the answer, whatever its case', () => {
    const answer = (body: string) => refusedBy(monitor, { status: 200, body });
    expect(answer(`x${monitor.expectedBody.toLowerCase()}y`)).toBeUndefined();
    expect(answer('{"status":"DOWN"}')).toMatch('body');
    expect(answer('')).toMatch('body');
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(answer(before + monitor.expectedBody + after)).toBeUndefined();
      }),
    );
  });
});
