import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { TandemError } from '@tandem/core';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpServer, type Problem } from './index.ts';

let server: FastifyInstance | undefined;
const refusals: string[] = [];

async function listening(requestTimeoutMs?: number): Promise<number> {
  refusals.length = 0;
  server = createHttpServer({
    bodyLimit: 1_000,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    onRefused: (error) => refusals.push(error.code),
  });
  server.get('/things/:id', () => 'thing');
  server.post('/things', (request) => request.body);
  server.get('/broken', () => {
    throw new Error('a secret of the inside');
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Sends bytes and returns everything that comes until the server closes. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const received = collect(socket);
  socket.write(text);
  await once(socket, 'close');
  return received();
}

function collect(socket: Socket): () => string {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => chunks.push(Buffer.alloc(0)));
  return () => Buffer.concat(chunks).toString();
}

function problemIn(response: string): Problem {
  return JSON.parse(response.slice(response.indexOf('\r\n\r\n') + 4));
}

describe('a connection that brings no request', () => {
  test.each([
    ['is not HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
    ['has a binary start', '\u0016\u0003\u0001\u0002\u0000\r\n', 400, 'malformed-request'],
    [
      'has too large headers',
      `GET / HTTP/1.1\r\nx: ${'y'.repeat(9_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'has two lengths',
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'malformed-request',
    ],
  ])('that %s is answered with a problem and closed', async (_what, text, status, code) => {
    const response = await exchange(await listening(), text);
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(response).toContain('Content-Type: application/problem+json');
    expect(problemIn(response)).toMatchObject({ status, code });
    expect(refusals).toEqual([code]);
  });

  test.each([
    ['half a header', 'GET /things/1 HTTP/1.1\r\nHost: x\r\nX-Half: '],
    [
      'half a body',
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"',
    ],
  ])('that sends %s and then nothing is ended with 408', async (_what, text) => {
    const response = await exchange(await listening(50), text);
    expect(response).toMatch(/^HTTP\/1.1 408 /);
    expect(problemIn(response).code).toBe('request-timeout');
  });

  test('that is slow keeps nobody else waiting', async () => {
    const port = await listening(60_000);
    const slow = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'));
    for (const socket of slow) socket.write('GET /things/1 HTTP/1.1\r\n');
    const quick = 'GET /things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    expect(await exchange(port, quick)).toMatch(/^HTTP\/1.1 200 /);
    for (const socket of slow) socket.destroy();
  });
});

describe('a request', () => {
  test('for an unknown path is answered 404', async () => {
    await listening();
    const answer = await server?.inject('/nothing');
    expect(answer?.statusCode).toBe(404);
    expect(answer?.json()).toMatchObject({ code: 'not-found' });
  });

  test('by another method is answered 405 with Allow', async () => {
    await listening();
    const answer = await server?.inject({ method: 'DELETE', url: '/things/7?a=b', payload: 'x' });
    expect(answer?.statusCode).toBe(405);
    expect(answer?.headers.allow).toBe('GET, HEAD');
    expect(answer?.json().detail).toBe('/things/7 answers GET, HEAD.');
  });

  test('with a broken escape in its path is answered 400', async () => {
    await listening();
    const answer = await server?.inject('/things/%zz');
    expect(answer?.statusCode).toBe(400);
    expect(answer?.json().code).toBe('malformed-request');
  });

  test('with too many headers is answered 431', async () => {
    await listening();
    const many = Array.from({ length: 65 }, (_, index) => [`x-${index}`, '1']);
    const port = await listening();
    const lines = many.map(([name, value]) => `${name}: ${value}`).join('\r\n');
    const response = await exchange(
      port,
      `GET /things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1.1 431 /);
  });

  test('that streams past the limit without saying so is answered 413', async () => {
    const port = await listening();
    const head =
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`;
    const response = await exchange(port, head + chunk.repeat(4));
    expect(response).toMatch(/^HTTP\/1.1 413 /);
  });

  test('that makes the code fail is answered 500 without the cause', async () => {
    await listening();
    const answer = await server?.inject('/broken');
    expect(answer?.statusCode).toBe(500);
    expect(answer?.payload).not.toContain('secret');
    expect(answer?.json().instance).toBe(`urn:tandem:request:${answer?.headers['x-request-id']}`);
  });

  test('that a route refuses by code gets the status of the code', async () => {
    server = createHttpServer({ bodyLimit: 10, onRefused: () => undefined });
    server.get('/', () => {
      throw new TandemError('not-found', { what: 'It' });
    });
    expect((await server.inject('/')).statusCode).toBe(404);
  });
});
