import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createAppletClient, exchange } from '../client/client.ts';
import { parseFrame } from '../frame.ts';
import { encodeMessage } from '../messages/index.ts';
import type { UplinkMessage } from '../messages/message.ts';
import { closeServers, framesOf, key, nothing, poll, sendRaw, start } from './testing.ts';

afterEach(closeServers);

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
