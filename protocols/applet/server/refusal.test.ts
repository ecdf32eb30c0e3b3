import { afterEach, describe, expect, test } from 'vitest';
import { exchange } from '../client/client.ts';
import { MacKey } from '../cmac.ts';
import { AppletError } from '../errors.ts';
import { parseFrame, verifyFrame } from '../frame.ts';
import { encodeMessage } from '../messages/index.ts';
import type { AppletReply, CloseReason } from './options.ts';
import { closeServers, codeOf, key, nothing, poll, sendRaw, start, until } from './testing.ts';

afterEach(closeServers);

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

  test('keys that cannot be had are answered INTERNAL and reported', async () => {
    const failures: unknown[] = [];
    const broken = new Error('no master key');
    const { host, port } = await start({
      authentication: {
        keyFor: () => {
          throw broken;
        },
        acceptCounter: () => true,
      },
      hooks: { failed: (error) => failures.push(error) },
    });
    expect(await codeOf(exchange({ host, port, key, message: poll, counter: 1 }))).toBe('INTERNAL');
    expect(failures).toEqual([broken]);
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
    await until(() => warnings.length > 0);
    process.off('warning', warned);
  });
});
