import { createServer, type Server, type Socket } from 'node:net';
import { ManualClock } from '@tandem/core';
import { afterEach, describe, expect, test } from 'vitest';
import { MacKey } from '../cmac.ts';
import { encodeFrame } from '../frame.ts';
import { encodeMessage } from '../messages/index.ts';
import { createAppletClient, exchange } from './client.ts';
import { ExchangeError } from './errors.ts';

const key = new MacKey(Buffer.alloc(16, 7));
const message = { name: 'PollRequest', appletId: 'applet-1' } as const;
const nothing = { name: 'NothingPending', retryAfterSeconds: 5 } as const;

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A peer that reacts to whatever it receives. */
async function peer(react: (socket: Socket) => void) {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => react(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('not listening');
  return { host: '127.0.0.1', port: address.port, key, message, counter: 7 };
}

async function failureOf(promise: Promise<unknown>): Promise<ExchangeError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ExchangeError) return error;
  throw new Error('expected an ExchangeError');
}

describe('exchange', () => {
  test('connects from the address it is told, and says which end it has', async () => {
    let remote = '';
    const { host, port } = await peer((socket) => {
      remote = `${socket.remoteAddress}:${socket.remotePort}`;
      socket.end();
    });
    const client = createAppletClient({ host, port, key, localAddress: '127.0.1.7' });
    expect(client.local).toBeUndefined();
    await failureOf(client.request(message, 7));
    expect(remote).toMatch(/^127\.0\.1\.7:\d+$/);
    expect(client.local).toBe(remote);
  });

  test('takes a reply that comes in pieces', async () => {
    const reply = encodeMessage(nothing, 7, key);
    const options = await peer((socket) => {
      for (const byte of reply) socket.write(Buffer.from([byte]));
    });
    expect(await exchange(options)).toEqual(nothing);
  });

  test('many at once do not mix up their bytes', async () => {
    const options = await peer((socket) => {
      const reply = encodeMessage(nothing, 7, key);
      socket.write(reply.subarray(0, 10));
      setImmediate(() => socket.write(reply.subarray(10)));
    });
    const replies = await Promise.all(Array.from({ length: 50 }, () => exchange(options)));
    expect(replies).toEqual(Array(50).fill(nothing));
  });

  test.each([
    ['the MAC of the reply does not match', encodeMessage(nothing, 7, undefined)],
    ['the reply echoes another counter', encodeMessage(nothing, 8, key)],
    ['travels from the applet to Tandem', encodeMessage(message, 7, key)],
    ['must start with STX', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
    ['message id must be one of', encodeFrame('4711', [], 7, key)],
  ])('fails with BAD_REPLY: %s', async (text, bytes) => {
    const error = await failureOf(exchange(await peer((socket) => socket.write(bytes))));
    expect(error.code).toBe('BAD_REPLY');
    expect(error.message).toContain(text);
    expect(error.retryable).toBe(true);
  });

  test.each([
    ['10', 'AUTHENTICATION_FAILED', false],
    ['30', 'UNAVAILABLE', true],
    ['77', undefined, false],
  ] as const)('fails with REFUSED for code %s, signed or not', async (code, refusal, retryable) => {
    for (const signature of [key, undefined]) {
      const bytes = encodeMessage({ name: 'Error', code }, 0, signature);
      const error = await failureOf(exchange(await peer((socket) => socket.write(bytes))));
      expect(error).toMatchObject({ code: 'REFUSED', refusal, retryable });
    }
  });

  test('fails with CLOSED when the peer hangs up or resets', async () => {
    const ended = await failureOf(exchange(await peer((socket) => socket.end())));
    expect(ended.code).toBe('CLOSED');
    const reset = await failureOf(exchange(await peer((socket) => socket.resetAndDestroy())));
    expect(reset).toMatchObject({ code: 'CLOSED', retryable: true });
  });

  test('fails with CONNECT_FAILED when nobody listens', async () => {
    const options = await peer(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await failureOf(exchange(options))).toMatchObject({
      code: 'CONNECT_FAILED',
      message: 'the connection failed: ECONNREFUSED',
    });
  });

  test('fails with TIMEOUT when no reply comes', async () => {
    const clock = new ManualClock();
    let asked: () => void = () => {};
    const question = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const options = await peer(() => asked());
    const failure = failureOf(exchange({ ...options, clock, timeoutMs: 1_000 }));
    await question;
    clock.advance(1_000);
    expect((await failure).code).toBe('TIMEOUT');
    expect(clock.pendingTasks).toBe(0);
  });

  test('refuses to send a message that is not valid', async () => {
    const options = await peer(() => {});
    const invalid = { ...options, message: { name: 'PollRequest', appletId: '' } as const };
    await expect(exchange(invalid)).rejects.toThrow('appletId must be');
  });
});

describe('a client', () => {
  test('sends one request at a time', async () => {
    const client = createAppletClient(await peer(() => {}));
    const first = failureOf(client.request(message, 1));
    await expect(client.request(message, 2)).rejects.toThrow('one request at a time');
    client.close();
    expect((await first).code).toBe('CLOSED');
  });

  test('stays closed after a failure', async () => {
    const client = createAppletClient(await peer((socket) => socket.write('x')));
    expect((await failureOf(client.request(message, 1))).code).toBe('BAD_REPLY');
    expect((await failureOf(client.request(message, 2))).code).toBe('BAD_REPLY');
  });

  test('a reply that nobody asked for ends it', async () => {
    const twice = encodeMessage(nothing, 1, key);
    const client = createAppletClient(
      await peer((socket) => socket.write(Buffer.concat([twice, twice]))),
    );
    expect(await client.request(message, 1)).toEqual(nothing);
    expect(await failureOf(client.request(message, 2))).toMatchObject({
      code: 'BAD_REPLY',
      message: 'a reply that nobody asked for',
    });
  });
});
