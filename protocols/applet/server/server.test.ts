import { connect } from 'node:net';
import { ManualClock } from '@tandem/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createAppletClient, exchange } from '../client/client.ts';
import { ExchangeError } from '../client/errors.ts';
import { MacKey } from '../cmac.ts';
import { FrameDecoder } from '../decoder.ts';
import { AppletKeyring } from '../derivation.ts';
import { AppletError } from '../errors.ts';
import { type Frame, parseFrame, verifyFrame } from '../frame.ts';
import { encodeMessage } from '../messages/index.ts';
import type { UplinkMessage } from '../messages/message.ts';
import type { AppletReply, AppletServerOptions, CloseReason } from './options.ts';
import { type AppletServer, createAppletServer } from './server.ts';

const keyring = new AppletKeyring({ master: Buffer.alloc(16, 7) });
const key = keyring.keyFor('applet-1');
const poll = { name: 'PollRequest', appletId: 'applet-1' } as const;
const nothing = { name: 'NothingPending', retryAfterSeconds: 5 } as const;

const open: AppletServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

async function start(options: Partial<AppletServerOptions> = {}) {
  const counters = new Map<string, number>();
  const server = createAppletServer({
    host: '127.0.0.1',
    port: 0,
    authentication: {
      keyFor: (appletId) => (appletId === 'stranger' ? undefined : keyring.keyFor(appletId)),
      acceptCounter(appletId, counter) {
        if (counter <= (counters.get(appletId) ?? -1)) return false;
        counters.set(appletId, counter);
        return true;
      },
    },
    handle: () => nothing,
    ...options,
  });
  open.push(server);
  return { server, ...(await server.listen()) };
}

/** Sends bytes and resolves with everything that came back before the server closed. */
function sendRaw(port: number, ...chunks: readonly Uint8Array[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      for (const chunk of chunks) socket.write(chunk);
    });
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(received)));
    socket.on('error', reject);
  });
}

function framesOf(bytes: Buffer): Frame[] {
  const decoder = new FrameDecoder();
  decoder.feed(bytes);
  const frames: Frame[] = [];
  for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(parseFrame(frame));
  return frames;
}

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExchangeError)) throw new Error('expected an ExchangeError');
  return error.refusal ?? error.code;
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (condition()) resolve();
      else setImmediate(look);
    };
    look();
  });
}

describe('an exchange', () => {
  test('hands the verified message to the handler and signs the reply with the counter echoed', async () => {
    const seen: UplinkMessage[] = [];
    const { host, port } = await start({
      handle(message, { counter }) {
        seen.push(message);
        return { name: 'NothingPending', retryAfterSeconds: counter };
      },
    });
    const reply = await exchange({ host, port, key, message: poll, counter: 9 });
    expect(reply).toEqual({ name: 'NothingPending', retryAfterSeconds: 9 });
    expect(seen).toEqual([poll]);
  });

  test('several run on one connection, in order', async () => {
    const { host, port } = await start({
      handle: async (_message, { counter }) => ({
        name: 'NothingPending',
        retryAfterSeconds: counter,
      }),
    });
    const client = createAppletClient({ host, port, key });
    for (const counter of [1, 2, 3]) {
      expect(await client.request(poll, counter)).toMatchObject({ retryAfterSeconds: counter });
    }
    client.close();
  });

  test('echoes the digits of the counter as they were sent', async () => {
    const { port } = await start();
    const [head, tail] = [encodeMessage(poll, 'abcdef01', key), Buffer.from([0x02])];
    const replies = await sendRaw(port, Buffer.concat([head, tail]), Buffer.from([0x03]));
    expect(replies.toString('latin1')).toContain('\x1fabcdef01\x1f');
  });

  test('frames sent at once are answered one after the other while the handler is slow', async () => {
    let running = 0;
    let most = 0;
    const { port } = await start({
      async handle(_message, { counter }) {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        return { name: 'NothingPending', retryAfterSeconds: counter };
      },
    });
    const frames = Array.from({ length: 200 }, (_, i) => encodeMessage(poll, i + 1, key));
    const replies = await sendRaw(port, ...frames, Buffer.from('bad'));
    const counters = framesOf(replies).map((frame) => frame.counter);
    expect(counters).toEqual([...frames.map((_, i) => i + 1), 0]);
    expect(most).toBe(1);
  });

  test('answers a peer that has already closed its sending side', async () => {
    const { port } = await start();
    const received: Buffer[] = [];
    await new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
        socket.end(encodeMessage(poll, 1, key)),
      );
      socket.on('data', (chunk) => received.push(chunk));
      socket.on('close', () => resolve());
    });
    expect(parseFrame(Buffer.concat(received)).msgId).toBe('3299');
  });

  test('without authentication nothing is verified and replies carry no MAC', async () => {
    const { host, port } = await start({ authentication: 'none' });
    expect(await exchange({ host, port, key: undefined, message: poll, counter: 1 })).toEqual(
      nothing,
    );
  });
});

describe('a frame that fails', () => {
  test.each([
    ['AUTHENTICATION_FAILED', new MacKey(Buffer.alloc(16, 1)), poll],
    ['AUTHENTICATION_FAILED', key, { name: 'PollRequest', appletId: 'stranger' }],
    ['AUTHENTICATION_FAILED', undefined, poll],
  ] as const)('is refused with %s', async (code, wrongKey, message) => {
    const { host, port } = await start();
    expect(await codeOf(exchange({ host, port, key: wrongKey, message, counter: 1 }))).toBe(code);
  });

  test('is refused when the counter has not grown', async () => {
    const { host, port } = await start();
    await exchange({ host, port, key, message: poll, counter: 5 });
    expect(await codeOf(exchange({ host, port, key, message: poll, counter: 5 }))).toBe(
      'STALE_COUNTER',
    );
  });

  test.each([
    ['01', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['02', Buffer.concat([Buffer.from([0x02]), Buffer.alloc(1400, 0x41)])],
    [
      '05',
      encodeMessage(
        {
          name: 'Notification',
          notificationId: 'applet-1',
          popupText: 'x',
          popupDuration: 1,
          model: 'touch',
          items: [],
        },
        1,
        key,
      ),
    ],
    ['10', encodeMessage({ name: 'WakeUp' }, 1, key)],
  ])('is answered 3199 once (code %s) and the connection closed', async (code, bytes) => {
    const reasons: CloseReason[] = [];
    const { port, server } = await start({ hooks: { closed: (reason) => reasons.push(reason) } });
    const frame = parseFrame(await sendRaw(port, bytes, encodeMessage(poll, 1, key)));
    expect([frame.msgId, frame.fields]).toEqual(['3199', [code]]);
    await until(() => server.connections === 0);
    expect(reasons).toEqual(['bad-frame']);
  });

  test('the refusal is signed when the applet is known, so that it can be believed', async () => {
    const { port } = await start();
    const wrong = encodeMessage(poll, 7, new MacKey(Buffer.alloc(16, 1)));
    const bytes = await sendRaw(port, wrong);
    const frame = parseFrame(bytes);
    expect(frame.counter).toBe(7);
    expect(verifyFrame(bytes, frame, key)).toBe(true);
  });

  test('never reaches the handler', async () => {
    let handled = 0;
    const { port } = await start({
      handle() {
        handled += 1;
        return nothing;
      },
    });
    const valid = encodeMessage(poll, 1, key);
    for (let i = 0; i < valid.length; i += 1) {
      const mutated = Buffer.from(valid);
      mutated[i] = (mutated[i] ?? 0) ^ 0x01;
      if (i === valid.length - 1) continue;
      await sendRaw(port, mutated, Buffer.from([0x03]));
    }
    expect(handled).toBe(0);
  });
});

describe('a handler that fails', () => {
  test.each([
    ['INTERNAL', () => Promise.reject(new Error('broken'))],
    ['UNAVAILABLE', () => Promise.reject(new AppletError('UNAVAILABLE', 'documents are away'))],
    [
      'INTERNAL',
      (): AppletReply => {
        throw new Error('broken');
      },
    ],
    ['INVALID_FIELD', (): AppletReply => ({ name: 'NothingPending', retryAfterSeconds: -1 })],
  ] as const)('is answered %s', async (code, handle) => {
    const failures: unknown[] = [];
    const { host, port } = await start({ handle, hooks: { failed: (e) => failures.push(e) } });
    expect(await codeOf(exchange({ host, port, key, message: poll, counter: 1 }))).toBe(code);
    expect(failures).toHaveLength(1);
  });

  test('a counter check that rejects is answered UNAVAILABLE when it says so', async () => {
    const { host, port } = await start({
      authentication: {
        keyFor: () => key,
        acceptCounter: () => Promise.reject(new AppletError('UNAVAILABLE', 'the cache is away')),
      },
    });
    expect(await codeOf(exchange({ host, port, key, message: poll, counter: 1 }))).toBe(
      'UNAVAILABLE',
    );
  });

  test('a hook that throws changes nothing', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', warned);
    const broken = (): never => {
      throw new Error('broken hook');
    };
    const { host, port } = await start({
      hooks: { accepted: broken, received: broken, replied: broken, closed: broken },
    });
    expect(await exchange({ host, port, key, message: poll, counter: 1 })).toEqual(nothing);
    await until(() => warnings.length >= 3);
    process.off('warning', warned);
  });
});

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

  test('a peer that does not read its replies is cut, and holds little memory until then', async () => {
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

describe('the listener', () => {
  test('refuses connections above the limit', async () => {
    let refused = 0;
    const { host, port, server } = await start({
      maxConnections: 1,
      hooks: {
        refused: () => {
          refused += 1;
        },
      },
    });
    const first = createAppletClient({ host, port, key });
    await first.request(poll, 1);
    const second = exchange({ host, port, key, message: poll, counter: 2 });
    expect(await codeOf(second)).toBe('CLOSED');
    expect(refused).toBe(1);
    first.close();
    await until(() => server.connections === 0);
    expect(await exchange({ host, port, key, message: poll, counter: 3 })).toEqual(nothing);
  });

  test('closes and opens again on the same port, while connections go on', async () => {
    const { host, port, server } = await start();
    const client = createAppletClient({ host, port, key });
    await client.request(poll, 1);
    server.stopListening();
    expect(server.address).toBeUndefined();
    expect(await codeOf(exchange({ host, port, key, message: poll, counter: 2 }))).toBe(
      'CONNECT_FAILED',
    );
    expect(await client.request(poll, 3)).toEqual(nothing);
    expect(await server.listen()).toEqual({ host, port });
    expect(await exchange({ host, port, key, message: poll, counter: 4 })).toEqual(nothing);
    client.close();
  });

  test('says so when the port is in use', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test.each(['idleTimeoutMs', 'frameTimeoutMs', 'handlerTimeoutMs', 'maxConnections'])(
    'refuses %s of 0',
    async (name) => {
      await expect(start({ [name]: 0 })).rejects.toThrow(`${name} must be greater than 0`);
    },
  );
});

describe('close', () => {
  test('lets a begun exchange finish and closes idle connections at once', async () => {
    let release: ((reply: AppletReply) => void) | undefined;
    const { host, port, server } = await start({
      handle: (_message, { counter }) =>
        counter === 1
          ? nothing
          : new Promise<AppletReply>((resolve) => {
              release = resolve;
            }),
    });
    const idle = createAppletClient({ host, port, key });
    await idle.request(poll, 1);
    const busy = exchange({ host, port, key, message: poll, counter: 2 });
    await until(() => release !== undefined);
    const closed = server.close(60_000);
    await until(() => server.connections === 1);
    release?.(nothing);
    expect(await busy).toEqual(nothing);
    await closed;
    expect(await codeOf(idle.request(poll, 3))).toBe('CLOSED');
  });

  test('cuts what is left at the deadline', async () => {
    const clock = new ManualClock();
    const { host, port, server } = await start({ clock, handle: () => new Promise(() => {}) });
    const stuck = codeOf(exchange({ host, port, key, message: poll, counter: 1 }));
    await until(() => server.connections === 1);
    const closed = server.close(1_000);
    clock.advance(1_000);
    await closed;
    expect(await stuck).toBe('CLOSED');
  });
});
