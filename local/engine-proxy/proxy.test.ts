import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineProxy } from './proxy.ts';

let server: Server;
let proxy: EngineProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await EngineProxy.listen();
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  proxy.forwardTo({ host: '127.0.0.1', port: address.port });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

async function connect(): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: proxy.port });
  clients.push(socket);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

const answerOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('data', (bytes) => resolve(bytes.toString()));
  });

const endOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.once('close', () => resolve('closed'));
  });

describe('EngineProxy', () => {
  it('passes bytes both ways', async () => {
    const socket = await connect();
    socket.write('hello');
    expect(await answerOf(socket)).toBe('hello');
  });

  it('lets nothing pass while it holds, and all of it afterwards, old connections and new', async () => {
    const old = await connect();
    old.write('before');
    expect(await answerOf(old)).toBe('before');
    const release = proxy.hold(() => true);
    const fresh = await connect();
    const answers: string[] = [];
    for (const socket of [old, fresh]) {
      socket.on('data', (bytes) => answers.push(bytes.toString()));
      socket.write('held');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answers).toEqual([]);
    const both = Promise.all([answerOf(old), answerOf(fresh)]);
    release();
    expect(await both).toEqual(['held', 'held']);
  });

  it('resets a connection, and goes on with others', async () => {
    const socket = await connect();
    socket.write('x');
    await answerOf(socket);
    const ended = endOf(socket);
    expect(proxy.resetOne()).toBe(true);
    expect(await ended).toBe('ECONNRESET');
    const next = await connect();
    next.write('again');
    expect(await answerOf(next)).toBe('again');
  });

  it('resets who comes while the server is away', async () => {
    await new Promise((resolve) => server.close(resolve));
    const socket = await connect();
    expect(['ECONNRESET', 'closed']).toContain(await endOf(socket));
  });
});
