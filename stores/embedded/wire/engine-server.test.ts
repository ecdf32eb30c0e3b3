import { existsSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isStoreError } from '../../ports/errors.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { EngineClient } from './engine-client.ts';
import { type Arrival, EngineServer, type Service } from './engine-server.ts';
import { encodeFrame, FrameError } from './frames.ts';
import type { Request } from './protocol.ts';
import { socketPathFor } from './socket-path.ts';

/** Answers with its argument; operation 9 is malformed. */
class Echo implements Service<Request> {
  readonly batches: number[] = [];

  parse(request: Request): Request {
    if (request[1] === 9) throw new FrameError('malformed');
    return request;
  }

  execute(arrivals: readonly Arrival<Request>[]): void {
    this.batches.push(arrivals.length);
    for (const { connection, request } of arrivals) connection.answer(request[0], request[2]);
  }
}

describe('an engine server', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let socketPath: string;
  let server: EngineServer;
  let echo: Echo;
  const clients: EngineClient[] = [];

  beforeEach(async () => {
    directory = temporaryDirectory();
    socketPath = join(directory.path, 'e.sock');
    echo = new Echo();
    server = await EngineServer.listen({ socketPath, services: { cache: echo } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
    directory.remove();
  });

  function connect(service: 'cache' | 'events' = 'cache', retryForMs = 5_000): EngineClient {
    const client = new EngineClient({ socketPath, service, title: 'echo', retryForMs });
    clients.push(client);
    return client;
  }

  /** Sends raw bytes; resolves to what came back when the engine closed the connection. */
  function send(...parts: readonly Buffer[]): Promise<Buffer> {
    return new Promise((resolve) => {
      const received: Buffer[] = [];
      const socket = createConnection(socketPath);
      socket.on('data', (chunk) => received.push(chunk));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => resolve(Buffer.concat(received)));
      for (const part of parts) socket.write(part);
    });
  }

  const greeting = encodeFrame(['tandem', 1, 'cache', 'session-1', null]);

  test('takes everything a client asked for in one turn as one batch', async () => {
    const client = connect();
    await client.call(1, ['warm']);
    const answers = await Promise.all(Array.from({ length: 500 }, (_, at) => client.call(1, [at])));
    expect(answers).toEqual(Array.from({ length: 500 }, (_, at) => at));
    expect(echo.batches).toEqual([1, 500]);
  });

  test('closes only the connection that sent something malformed', async () => {
    const client = connect();
    await client.call(1, ['before']);
    const garbage = Buffer.from('GET / HTTP/1.1\r\n\r\n');
    const huge = Buffer.from([0xff, 0xff, 0xff, 0xff]);
    for (const parts of [
      [garbage],
      [huge],
      [encodeFrame(['hello'])],
      [greeting, garbage],
      [greeting, encodeFrame([])],
      [greeting, encodeFrame([1, 'no request'])],
      [greeting, encodeFrame([1, [1, 9]])],
    ]) {
      await send(...parts);
    }
    expect(await client.call(1, ['after'])).toBe('after');
  });

  test('says why it refuses a service or a protocol that it does not speak', async () => {
    expect(String(await send(encodeFrame(['tandem', 99, 'cache', 'session-1', null])))).toContain(
      'this engine speaks protocol 1, not 99',
    );
    const failure = await connect('events', 200).call(1, []).catch(String);
    expect(failure).toContain('this engine serves cache, not events');
  });

  test('is waited for by clients, which say what is missing when it stays away', async () => {
    await server.close();
    const patient = connect().call(1, ['patient']);
    const failure = await connect('cache', 100)
      .call(1, [])
      .catch((error: unknown) => error);
    expect(isStoreError(failure, 'unavailable')).toBe(true);
    expect(String(failure)).toMatch(/echo: unavailable for 100 ms \(.*ENOENT.*\)/);
    server = await EngineServer.listen({ socketPath, services: { cache: echo } });
    expect(await patient).toBe('patient');
  });

  test('replaces the socket file of a dead engine and respects one that lives', async () => {
    const stale = join(directory.path, 'stale.sock');
    writeFileSync(stale, '');
    const second = await EngineServer.listen({ socketPath: stale, services: {} });
    expect(existsSync(stale)).toBe(true);
    await expect(EngineServer.listen({ socketPath: stale, services: {} })).rejects.toThrow(
      `another engine already listens on ${stale}`,
    );
    await second.close();
  });

  test('finds a short socket path for a long data directory', () => {
    expect(socketPathFor('/data', 'documents')).toBe('/data/documents.sock');
    const long = `/${'very-long-name/'.repeat(20)}`;
    expect(Buffer.byteLength(socketPathFor(long, 'documents'))).toBeLessThanOrEqual(103);
    expect(socketPathFor(long, 'documents')).not.toBe(socketPathFor(`${long}x`, 'documents'));
  });
});
