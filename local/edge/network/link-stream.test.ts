import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, portOf } from '../../listen.ts';
import { settle } from '../testing/rig.ts';
import { Link, linkUnder } from './link.ts';
import { LinkStream } from './link-stream.ts';

let server: Server;
let clock: ManualClock;
let link: Link;
const peers: Socket[] = [];
const ended: Socket[] = [];

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    peers.push(socket);
    socket.on('error', () => ended.push(socket));
    socket.on('end', () => ended.push(socket));
    socket.pipe(socket);
  });
  await listen(server, 0, '127.0.0.1');
  clock = new ManualClock();
  link = new Link('us-east-1', clock);
});
afterEach(() => {
  link.set({ way: 'open', delayMs: 0 });
  server.close();
  for (const peer of peers.splice(0)) peer.destroy();
  ended.length = 0;
});

function stream(allowHalfOpen = true): LinkStream & { readonly seen: () => string } {
  const made = new LinkStream(link, { host: '127.0.0.1', port: portOf(server) }, { allowHalfOpen });
  let text = '';
  made.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  made.on('error', () => undefined);
  return Object.assign(made, { seen: () => text });
}

async function connected() {
  const made = stream();
  await once(made, 'connect');
  return made;
}

describe('an open link', () => {
  it('carries bytes both ways, and ends each way by itself', async () => {
    const made = await connected();
    made.end('hello');
    await once(made, 'end');
    expect(made.seen()).toBe('hello');
  });

  it('carries more than fits in any buffer, at the pace of the reader', async () => {
    const made = await connected();
    const mebibyte = Buffer.alloc(1_048_576, 'x');
    for (let i = 0; i < 8; i += 1) made.write(mebibyte);
    made.end();
    await once(made, 'end');
    expect(made.seen()).toHaveLength(8 * mebibyte.length);
  });

  it('says why a connection failed', async () => {
    server.close();
    const made = stream();
    const [error] = await once(made, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('tells the region of a reset', async () => {
    const made = await connected();
    made.destroy(new Error('client is gone'));
    await settle(() => ended.length > 0);
    expect(ended).toHaveLength(1);
  });
});

describe('a silent link', () => {
  it('lets no byte through either way, and delivers it when it is open again', async () => {
    const made = await connected();
    link.set({ way: 'silent', delayMs: 0 });
    made.write('lost?');
    peers[0]?.write('from the region ');
    await settle(() => made.seen() !== '', 200);
    expect(made.seen()).toBe('');
    link.set({ way: 'open', delayMs: 0 });
    await settle(() => made.seen().includes('lost?'));
    expect(made.seen()).toContain('from the region ');
  });

  it('hides from the region that this side has gone, until it is open again', async () => {
    const made = await connected();
    link.set({ way: 'silent', delayMs: 0 });
    made.destroy();
    await settle(() => ended.length > 0, 200);
    expect(ended).toHaveLength(0);
    link.set({ way: 'open', delayMs: 0 });
    await settle(() => ended.length > 0);
    expect(ended).toHaveLength(1);
  });

  it('hides that the region has gone: the connection is held', async () => {
    const made = await connected();
    link.set({ way: 'silent', delayMs: 0 });
    peers[0]?.resetAndDestroy();
    await settle(() => made.destroyed, 200);
    expect(made.destroyed).toBe(false);
    link.set({ way: 'open', delayMs: 0 });
    await settle(() => made.destroyed || made.readableEnded);
    expect(made.destroyed || made.readableEnded).toBe(true);
  });

  it('connects nobody, and refuses nobody', async () => {
    link.set({ way: 'silent', delayMs: 0 });
    const made = stream();
    await settle(() => made.connected || made.destroyed, 200);
    expect([made.connected, made.destroyed]).toEqual([false, false]);
    link.set({ way: 'open', delayMs: 0 });
    await once(made, 'connect');
  });
});

describe('a link without a route', () => {
  it('cuts connections and fails new ones at once', async () => {
    const made = await connected();
    link.set({ way: 'unreachable', delayMs: 0 });
    await settle(() => made.destroyed);
    expect(made.destroyed).toBe(true);
    const [error] = await once(stream(), 'error');
    expect(error).toMatchObject({ code: 'EHOSTUNREACH' });
  });
});

describe('a slow link', () => {
  it('delays every packet each way, in order', async () => {
    const made = await connected();
    link.set({ way: 'open', delayMs: 100 });
    made.write('one ');
    made.write('two');
    clock.advance(99);
    await settle(() => made.seen() !== '', 200);
    expect(made.seen()).toBe('');
    clock.advance(1);
    await settle(() => clock.pendingTasks > 0);
    expect(made.seen()).toBe('');
    clock.advance(100);
    await settle(() => made.seen() !== '');
    for (let i = 0; i < 5 && made.seen() !== 'one two'; i += 1) {
      clock.advance(100);
      await settle(() => made.seen() === 'one two', 200);
    }
    expect(made.seen()).toBe('one two');
  });

  it('takes two of its delays to connect', async () => {
    link.set({ way: 'open', delayMs: 100 });
    const made = stream();
    clock.advance(100);
    await settle(() => clock.pendingTasks > 0);
    expect(made.connected).toBe(false);
    clock.advance(100);
    expect(made.connected).toBe(true);
  });
});

describe('the faults of a link', () => {
  it('add up: silence over no route, the longest delay', () => {
    const region = 'us-east-1';
    expect(linkUnder(region, [])).toEqual({ way: 'open', delayMs: 0 });
    expect(linkUnder('us-west-2', [{ kind: 'blackhole', region }]).way).toBe('open');
    const state = linkUnder(region, [
      { kind: 'partition', region },
      { kind: 'latency', region, delayMs: 5 },
      { kind: 'blackhole', region },
      { kind: 'latency', region, delayMs: 2 },
    ]);
    expect(state).toEqual({ way: 'silent', delayMs: 5 });
  });
});
