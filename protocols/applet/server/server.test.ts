import { ManualClock } from '@tandem/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createAppletClient, exchange } from '../client/client.ts';
import type { AppletReply } from './options.ts';
import { closeServers, codeOf, key, nothing, poll, start, until } from './testing.ts';

afterEach(closeServers);

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

  test('asks its connections to go elsewhere, and takes those that come afterwards', async () => {
    const { host, port, server } = await start();
    const leaving = createAppletClient({ host, port, key });
    await leaving.request(poll, 1);
    server.stopListening();
    server.endConnections(20);
    await until(() => server.connections === 0);
    await server.listen();
    const staying = createAppletClient({ host, port, key });
    await staying.request(poll, 2);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await staying.request(poll, 3)).toEqual(nothing);
    leaving.close();
    staying.close();
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

  test('may be asked for twice', async () => {
    const { host, port, server } = await start();
    const client = createAppletClient({ host, port, key });
    await client.request(poll, 1);
    await Promise.all([server.close(60_000), server.close(60_000)]);
    expect(server.connections).toBe(0);
    client.close();
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
