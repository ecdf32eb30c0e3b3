import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { addressAt } from '../places.ts';
import { EAST, type Rig, settle, startRig, WEST } from '../testing/rig.ts';

const topology = topologyFor('fast');

async function applet({ ports }: Rig, place = EAST) {
  const localAddress = addressAt(topology, place);
  const client: Socket = connect({
    port: ports.applet,
    host: '127.0.0.1',
    localAddress,
    allowHalfOpen: true,
  });
  let text = '';
  client.on('data', (chunk) => {
    text += String(chunk);
  });
  client.on('error', () => client.destroy());
  await once(client, 'connect');
  return { client, seen: () => text };
}

/** Where so many connections of clients near this place went. */
async function spread(rig: Rig, place: string, count: number): Promise<Record<string, number>> {
  const before = { east: rig.east.appletPeers.length, west: rig.west.appletPeers.length };
  const clients = await Promise.all(Array.from({ length: count }, () => applet(rig, place)));
  const east = () => rig.east.appletPeers.length - before.east;
  const west = () => rig.west.appletPeers.length - before.west;
  await settle(() => east() + west() === count);
  for (const { client } of clients) client.destroy();
  return { [EAST]: east(), [WEST]: west() };
}

describe('a connection through the accelerator', () => {
  it('goes to the nearest region, which sees the address of the client', async () => {
    const rig = await startRig();
    const { client, seen } = await applet(rig);
    client.write('poll');
    await settle(() => seen() === 'poll');
    expect(rig.east.appletPeers.at(-1)).toBe('127.0.1.1');
    client.destroy();
  });

  it('is told of with the end that its client knows', async () => {
    const rig = await startRig();
    const { client } = await applet(rig);
    await settle(() => rig.connections.length > 0);
    const local = `127.0.1.1:${client.localPort}`;
    expect(rig.connections).toEqual([{ local, region: EAST, place: EAST, via: 'nearest' }]);
    client.destroy();
  });

  it('ends one way at a time', async () => {
    const rig = await startRig();
    const { client, seen } = await applet(rig);
    client.end('last words');
    await once(client, 'end');
    expect(seen()).toBe('last words');
    await settle(() => rig.edge.accelerator.connections === 0);
    expect(rig.edge.accelerator.connections).toBe(0);
  });

  it('of clients near a region follows its dial', async () => {
    const rig = await startRig();
    expect(await spread(rig, EAST, 50)).toEqual({ [EAST]: 50, [WEST]: 0 });
    const west = await spread(rig, WEST, 150);
    expect(west[WEST]).toBeGreaterThan(10);
    expect(west[WEST]).toBeLessThan(60);
  });

  it('is reset when the region refuses it: no other region is tried for it', async () => {
    const rig = await startRig();
    rig.east.kill();
    const { client } = await applet(rig);
    await settle(() => client.destroyed);
    expect(client.destroyed).toBe(true);
    expect(rig.edge.accelerator.counts.get(EAST)).toMatchObject({ failed: 1 });
  });

  it('is forgotten when it was idle for too long', async () => {
    const rig = await startRig({ idleTimeoutMs: 1 });
    const { client } = await applet(rig);
    await settle(() => client.destroyed || client.readableEnded);
    expect(client.destroyed || client.readableEnded).toBe(true);
    client.destroy();
  });
});

describe('when a region fails', () => {
  it('new connections go to the other, and those that stand are not moved', async () => {
    const rig = await startRig();
    const standing = await applet(rig);
    standing.client.write('before ');
    await settle(() => standing.seen() === 'before ');
    rig.edge.faults.inject({ kind: 'endpoint-down', region: EAST });
    expect(await spread(rig, EAST, 10)).toEqual({ [EAST]: 0, [WEST]: 10 });
    standing.client.write('after');
    await settle(() => standing.seen() === 'before after');
    expect(standing.seen()).toBe('before after');
    standing.client.destroy();
  });

  it('both at once, it fails open to the nearest', async () => {
    const rig = await startRig();
    for (const region of [EAST, WEST]) rig.edge.faults.inject({ kind: 'endpoint-down', region });
    expect(await spread(rig, WEST, 10)).toEqual({ [EAST]: 0, [WEST]: 10 });
    expect(rig.edge.accelerator.counts.get(WEST)?.via['fail-open']).toBe(10);
  });

  it('a black hole holds connections: no answer, no reset', async () => {
    const rig = await startRig();
    const { client, seen } = await applet(rig);
    client.write('a');
    await settle(() => seen() === 'a');
    rig.edge.faults.inject({ kind: 'blackhole', region: EAST });
    client.write('b');
    const fresh = await applet(rig);
    fresh.client.write('c');
    await settle(() => seen() !== 'a' || fresh.seen() !== '', 300);
    expect([seen(), fresh.seen()]).toEqual(['a', '']);
    expect([client.destroyed, fresh.client.destroyed]).toEqual([false, false]);
    rig.edge.faults.healAll();
    await settle(() => seen() === 'ab' && fresh.seen() === 'c');
    expect([seen(), fresh.seen()]).toEqual(['ab', 'c']);
    client.destroy();
    fresh.client.destroy();
  });
});
