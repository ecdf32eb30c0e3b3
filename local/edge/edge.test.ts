import { ManualClock } from '@tandem/core';
import { predictEdgeDetection } from '@tandem/health';
import { describe, expect, it } from 'vitest';
import { Edge } from './edge.ts';
import { EAST, OPERATOR_TOKEN, type Rig, send, settle, startRig, WEST } from './testing/rig.ts';

/** Moves time on in steps, with time for sockets in between, until the verdict changes. */
async function timeUntil({ clock }: Rig, limitMs: number, until: () => boolean): Promise<number> {
  const from = clock.monotonic();
  while (!until() && clock.monotonic() - from < limitMs) {
    clock.advance(10);
    await settle(until, 30);
  }
  return clock.monotonic() - from;
}

describe('the edge', () => {
  it('knows every region when it has started', async () => {
    const { edge } = await startRig();
    for (const region of [EAST, WEST]) {
      expect(edge.isHealthy('api', region)).toBe(true);
      expect(edge.isHealthy('applet', region)).toBe(true);
    }
  });

  it('sees a region without a route within the predicted time, and its return', async () => {
    const rig = await startRig();
    const { edge, get } = rig;
    const worst = predictEdgeDetection(edge.topology, 'refusing');
    edge.faults.inject({ kind: 'partition', region: EAST });
    const api = await timeUntil(rig, 60_000, () => !edge.isHealthy('api', EAST));
    expect(api).toBeLessThanOrEqual(worst.api.worstMs + 10);
    expect((await get('/')).headers).toMatchObject({
      'x-tandem-region': WEST,
      'x-tandem-via': 'fallback',
    });
    await timeUntil(rig, 60_000, () => !edge.isHealthy('applet', EAST));
    expect(edge.isHealthy('applet', EAST)).toBe(false);
    edge.faults.healAll();
    await timeUntil(rig, 60_000, () => edge.isHealthy('api', EAST));
    expect((await get('/')).headers['x-tandem-region']).toBe(EAST);
  });

  it('sees a black hole within the predicted time, after its retries', async () => {
    const rig = await startRig();
    const { edge } = rig;
    const worst = predictEdgeDetection(edge.topology, 'silent').api.worstMs;
    edge.faults.inject({ kind: 'blackhole', region: EAST });
    const time = await timeUntil(rig, 60_000, () => !edge.isHealthy('api', EAST));
    expect(time).toBeLessThanOrEqual(worst + 20);
    expect(edge.regions.get(EAST)?.monitor.view().lastReason).toBe('no answer in time');
  });

  it('follows what a region says of itself', async () => {
    const rig = await startRig();
    rig.east.health = { status: 503, body: '{"status":"DOWN"}' };
    rig.edge.checkNow();
    await settle(() => !rig.edge.isHealthy('api', EAST));
    expect(rig.edge.isHealthy('api', EAST)).toBe(false);
    expect(rig.edge.isHealthy('applet', EAST)).toBe(true);
  });

  it('asks the fallback pool whatever its health, and answers 530 when that is disabled', async () => {
    const { edge, get } = await startRig();
    for (const pool of [`api-${EAST}`, `api-${WEST}`]) {
      edge.faults.inject({ kind: 'pool-down', pool });
    }
    expect((await get('/')).headers['x-tandem-via']).toBe('fallback');
    edge.faults.inject({ kind: 'pool-disabled', pool: `api-${WEST}` });
    expect((await get('/')).status).toBe(530);
  });

  it('refuses origins that are not the regions of the topology', () => {
    const address = { host: '127.0.0.1', port: 1 };
    const make = (...regions: string[]) => {
      return new Edge(
        {
          profile: 'fast',
          apiPort: 0,
          appletPort: 0,
          controlPort: 0,
          operatorToken: OPERATOR_TOKEN,
          origins: regions.map((region) => ({ region, api: address, applet: address })),
        },
        { clock: new ManualClock() },
      );
    };
    expect(() => make(EAST, 'mars-1')).toThrow('must be one of us-east-1, us-west-2');
    expect(() => make(EAST)).toThrow('edge.origins: lacks us-west-2');
    expect(() => make()).toThrow('edge.origins');
  });
});

describe('the control API', () => {
  it('asks for the operator’s token', async () => {
    const { ports } = await startRig();
    expect((await send({ port: ports.control, path: '/status' })).status).toBe(401);
  });

  it('shows monitors with their history, pools, endpoint groups and counts', async () => {
    const { control, get } = await startRig();
    await get('/', { headers: { 'x-tandem-place': WEST } });
    const status = JSON.parse((await control('GET', '/status')).body);
    expect(status.regions[EAST]).toMatchObject({
      link: { way: 'open', delayMs: 0 },
      monitor: { health: 'up', history: [{ from: 'unknown', to: 'up' }] },
      endpointCheck: { health: 'up' },
      requests: { requests: 1, active: 0, byStatus: { 200: 1 } },
      connections: { accepted: 0, active: 0 },
    });
    expect(status.loadBalancer.pools[1]).toMatchObject({ weight: 0, health: 'healthy' });
    expect(status.loadBalancer.byPlace).toEqual({ [WEST]: 1 });
    expect(status.accelerator.endpointGroups).toMatchObject([
      { region: EAST, dialPercent: 100, healthy: true },
      { region: WEST, dialPercent: 20, healthy: true },
    ]);
  });

  it('takes faults, heals them by itself, and refuses what it does not know', async () => {
    const { control, clock, edge } = await startRig();
    const blackhole = { fault: { kind: 'blackhole', region: EAST }, healAfterMs: 500 };
    expect((await control('POST', '/faults', blackhole)).status).toBe(201);
    expect(edge.regions.get(EAST)?.link.state.way).toBe('silent');
    clock.advance(500);
    expect(edge.regions.get(EAST)?.link.state.way).toBe('open');
    const unknown = { fault: { kind: 'blackhole', region: 'mars-1' } };
    const refused = await control('POST', '/faults', unknown);
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('region');
  });

  it('checks at once when asked', async () => {
    const { control, edge } = await startRig();
    const before = edge.regions.get(EAST)?.monitor.view().probes ?? 0;
    expect((await control('POST', '/checks')).status).toBe(202);
    expect(edge.regions.get(EAST)?.monitor.view().probes).toBe(before + 1);
  });
});
