import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock, verifySignature } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallbackSender } from './sender.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
interface Seen {
  readonly request: IncomingMessage;
  readonly body: string;
}

const BODY = '{"responseType":"APPROVED"}';
const SECRET = 'a signing secret of tests';
let clock: ManualClock;
let sender: CallbackSender;
let server: Server;
let handler: Handler;
let seen: Seen[];
let connections: number;

const url = (path = '/callbacks?shop=1') =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const send = (to = url(), loopback = true) =>
  sender.send({ url: to, body: BODY, secret: SECRET, transactionId: 'T1', loopback });

beforeEach(async () => {
  clock = new ManualClock();
  sender = new CallbackSender({ clock, timeoutMs: 5_000, connections: 4 });
  handler = (_request, response) => response.writeHead(204).end();
  seen = [];
  connections = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ request, body });
      handler(request, response, body);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await sender.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('CallbackSender', () => {
  test('posts the body, signed over path and query, with the idempotency key', async () => {
    expect(await send()).toEqual({ kind: 'delivered', httpStatus: 204 });
    const { request, body } = seen[0] ?? {};
    expect([request?.method, body]).toEqual(['POST', BODY]);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'T1',
    });
    const check = verifySignature({
      secret: SECRET,
      method: 'POST',
      path: '/callbacks?shop=1',
      body: BODY,
      timestamp: String(request?.headers['x-timestamp']),
      signature: String(request?.headers['x-signature']),
      now: clock.now() / 1_000,
    });
    expect(check).toEqual({ valid: true });
  });

  test('keeps connections open between callbacks', async () => {
    for (let i = 0; i < 50; i += 1) await send();
    expect(seen).toHaveLength(50);
    expect(connections).toBeLessThan(5);
  });

  test.each([300, 404, 429, 500])('takes %i for a failure', async (status) => {
    handler = (_request, response) => response.writeHead(status).end();
    expect(await send()).toEqual({ kind: 'failed', reason: `HTTP ${status}` });
  });

  test('does not follow a redirect', async () => {
    handler = (_request, response) => response.writeHead(307, { location: url('/other') }).end();
    expect(await send()).toEqual({ kind: 'failed', reason: 'HTTP 307' });
    expect(seen).toHaveLength(1);
  });

  test('gives up when no answer comes in time', async () => {
    handler = () => clock.advance(5_000);
    expect(await send()).toEqual({ kind: 'failed', reason: 'timeout' });
  });

  test('what waited for a connection until its time was up is never sent', async () => {
    await sender.close();
    sender = new CallbackSender({ clock, timeoutMs: 5_000, connections: 1 });
    let answerFirst: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      handler = (_request, response) => {
        answerFirst = () => response.writeHead(204).end();
        resolve();
      };
    });
    const first = send();
    await arrived;
    clock.advance(4_000);
    const second = send();
    clock.advance(1_000);
    expect(await first).toEqual({ kind: 'failed', reason: 'timeout' });
    clock.advance(4_000);
    expect(await second).toEqual({ kind: 'failed', reason: 'timeout' });
    answerFirst();
    handler = (_request, response) => response.writeHead(204).end();
    expect(await send(url('/third'))).toMatchObject({ kind: 'delivered' });
    expect(seen.map(({ request }) => request.url)).toEqual(['/callbacks?shop=1', '/third']);
  });

  test('counts 2xx as delivered even when the body never ends', async () => {
    handler = (_request, response) => {
      response.writeHead(200).write('x'.repeat(100));
      setImmediate(() => setImmediate(() => clock.advance(5_000)));
    };
    expect(await send()).toMatchObject({ httpStatus: 200 });
  });

  test('does not read an endless answer', async () => {
    let closed = false;
    handler = (_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!closed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      response.on('close', () => {
        closed = true;
      });
      more();
    };
    expect(await send()).toEqual({ kind: 'delivered', httpStatus: 200 });
  });

  test('says what happened when the connection is refused or dropped', async () => {
    handler = (request) => request.socket.destroy();
    expect(await send()).toEqual({
      kind: 'failed',
      reason: 'connection closed without an answer',
    });
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({
      kind: 'failed',
      reason: 'connection refused',
    });
  });

  test.each([
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://127.0.0.1/',
    'http://bank.example/',
    'http://192.0.2.1/',
  ])('never calls %s for a customer of the Internet', async (to) => {
    expect(await send(to, false)).toEqual({ kind: 'failed', reason: 'address not allowed' });
  });

  test('never calls loopback for a customer of the Internet', async () => {
    expect(await send(url(), false)).toEqual({ kind: 'failed', reason: 'address not allowed' });
    expect(seen).toHaveLength(0);
  });

  test('refuses a name that resolves to a private address at the time of the connection', async () => {
    // RFC 6761 section 6.3: names under localhost resolve to loopback.
    const sent = await send('https://rebound.localhost/', false);
    expect(sent.kind).toBe('failed');
    expect(seen).toHaveLength(0);
  });
});
