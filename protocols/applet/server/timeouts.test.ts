import { connect } from 'node:net';
import { ManualClock } from '@tandem/core';
import { afterEach, describe, expect, test } from 'vitest';
import { exchange } from '../client/client.ts';
import { parseFrame } from '../frame.ts';
import { encodeMessage } from '../messages/index.ts';
import type { AppletReply, AppletServerOptions, CloseReason } from './options.ts';
import { closeServers, codeOf, key, nothing, poll, sendRaw, start, until } from './testing.ts';

afterEach(closeServers);

describe('time', () => {
  async function startTimed(options: Partial<AppletServerOptions> = {}) {
    const clock = new ManualClock();
    const reasons: CloseReason[] = [];
    const started = await start({
      clock,
      idleTimeoutMs: 8_000,
      frameTimeoutMs: 2_000,
      handlerTimeoutMs: 4_000,
      hooks: { closed: (reason) => reasons.push(reason) },
      ...options,
    });
    return { ...started, clock, reasons };
  }

  test('an idle connection is closed without a word', async () => {
    const { port, server, clock, reasons } = await startTimed();
    const received = sendRaw(port);
    await until(() => server.connections === 1);
    clock.advance(7_000);
    expect(server.connections).toBe(1);
    clock.advance(1_500);
    expect(await received).toHaveLength(0);
    await until(() => reasons.length === 1);
    expect(reasons).toEqual(['idle']);
  });

  test('half a frame and silence is answered FRAME_TIMEOUT, also when bytes drip', async () => {
    const { port, clock, reasons, server } = await startTimed();
    const frame = encodeMessage(poll, 1, key);
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => received.push(chunk));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await until(() => server.connections === 1);
    socket.write(frame.subarray(0, 1));
    for (let i = 1; i < 20 && received.length === 0; i += 1) {
      socket.write(frame.subarray(i, i + 1));
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      clock.advance(250);
    }
    await closed;
    expect(parseFrame(Buffer.concat(received)).fields).toEqual(['20']);
    await until(() => reasons.length === 1);
    expect(reasons).toEqual(['half-frame']);
  });

  test('a handler that hangs is answered UNAVAILABLE, signed; its late reply goes nowhere', async () => {
    let release: ((reply: AppletReply) => void) | undefined;
    const { host, port, clock, reasons } = await startTimed({
      handle: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    });
    const code = codeOf(exchange({ host, port, key, message: poll, counter: 1 }));
    await until(() => release !== undefined);
    clock.advance(4_500);
    expect(await code).toBe('UNAVAILABLE');
    release?.(nothing);
    await until(() => reasons.length === 1);
    expect(reasons).toEqual(['handler-timeout']);
  });

  test('a peer that never closes its side after a refusal is cut', async () => {
    const { port, server, clock, reasons } = await startTimed();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => socket.destroy());
    socket.write('nonsense');
    await new Promise((resolve) => socket.on('end', resolve).resume());
    expect(server.connections).toBe(1);
    clock.advance(2_500);
    await until(() => server.connections === 0);
    expect(reasons).toEqual(['bad-frame']);
    socket.destroy();
  });

  test('a peer that does not read its replies is cut', async () => {
    const { port, server, clock, reasons } = await startTimed({
      authentication: 'none',
      handle: () => ({
        name: 'Notification',
        notificationId: 'n',
        popupText: 'x'.repeat(1200),
        popupDuration: 1,
        model: 'touch',
        items: [],
      }),
    });
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => socket.destroy());
    const frames = Buffer.concat(
      Array.from({ length: 1000 }, (_, i) => encodeMessage(poll, i, undefined)),
    );
    const writes = setInterval(() => {
      if (socket.writableLength < 100_000) socket.write(frames);
    }, 1);
    const sweeps = setInterval(() => clock.advance(300), 50);
    await until(() => reasons.length === 1);
    clearInterval(writes);
    clearInterval(sweeps);
    expect(reasons).toEqual(['slow-peer']);
    expect(server.connections).toBe(0);
    socket.destroy();
  });
});
