import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { EAST, type Rig, settle, startRig, WEST } from '../testing/rig.ts';

const HANDSHAKE = [
  'GET /live HTTP/1.1',
  'Host: api.example',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '',
  '',
].join('\r\n');

/** A region that upgrades and then echoes; the client's handshake, and what came of it. */
async function upgraded(rig: Rig, handshake = HANDSHAKE) {
  for (const region of [rig.east, rig.west]) {
    region.api.on('upgrade', (request, socket: Socket, head) => {
      socket.on('error', () => socket.destroy());
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n` +
          `X-Peer: ${request.headers['cf-connecting-ip']}\r\n\r\n`,
      );
      socket.write(head);
      socket.pipe(socket);
    });
  }
  const client = connect({ port: rig.ports.api, host: '127.0.0.1' });
  let text = '';
  client.on('data', (chunk) => {
    text += String(chunk);
  });
  client.on('error', () => client.destroy());
  client.write(handshake);
  await settle(() => text.includes('\r\n\r\n') || client.destroyed);
  return { client, seen: () => text };
}

describe('a WebSocket through the edge', () => {
  it('is upgraded by the region, and carries bytes both ways', async () => {
    const { client, seen } = await upgraded(await startRig(), `${HANDSHAKE}early `);
    expect(seen()).toMatch(/^HTTP\/1.1 101 /);
    expect(seen()).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(seen()).toContain(`X-Tandem-Region: ${EAST}`);
    expect(seen()).toContain('X-Peer: 127.0.0.1');
    client.write('hello');
    await settle(() => seen().endsWith('early hello'));
    expect(seen()).toMatch(/early hello$/);
    client.destroy();
  });

  it('ends when either side ends', async () => {
    const rig = await startRig();
    const { client } = await upgraded(rig);
    for (const socket of rig.east.sockets) socket.destroy();
    await settle(() => client.destroyed || client.readableEnded);
    expect(client.readableEnded || client.destroyed).toBe(true);
    const second = await upgraded(rig);
    second.client.destroy();
    await settle(() => rig.edge.balancer.outstanding(`api-${EAST}`) === 0);
    expect(rig.edge.balancer.outstanding(`api-${EAST}`)).toBe(0);
  });

  it('goes to the other region when the first refuses the connection', async () => {
    const rig = await startRig();
    rig.east.kill();
    const { client, seen } = await upgraded(rig);
    expect(seen()).toContain(`X-Tandem-Region: ${WEST}`);
    client.destroy();
  });

  it('that the region declines gets its answer, and the connection ends', async () => {
    const rig = await startRig();
    rig.east.handle = (_, response) => response.writeHead(403).end('no');
    const client = connect({ port: rig.ports.api, host: '127.0.0.1' });
    client.write(HANDSHAKE);
    let text = '';
    for await (const chunk of client) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 403 [\s\S]*no/);
  });

  it('is the only protocol to upgrade to', async () => {
    const { client, seen } = await upgraded(
      await startRig(),
      HANDSHAKE.replace('websocket', 'h2c'),
    );
    expect(seen()).toMatch(/^HTTP\/1.1 426 /);
    client.destroy();
  });
});
