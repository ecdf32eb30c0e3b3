import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { exchange } from '../client/client.ts';
import { encodeFrame } from '../frame.ts';
import { encodeMessage } from '../messages/index.ts';
import { closeServers, key, keyring, nothing, poll, start, until } from './testing.ts';

afterEach(closeServers);

/** Well-formed, yet signed by another applet: whatever is changed in it, nobody signed it. */
const valid = encodeMessage(poll, 0xffff_fff0, keyring.keyFor('applet-2'));

const randomBytes = fc.uint8Array({ maxLength: 3000 });
const grammarBytes = fc
  .array(fc.constantFrom(2, 3, 0x10, 0x1f, 0x30, 0x33, 0x41, 0xc3), { maxLength: 300 })
  .map((bytes) => Uint8Array.from(bytes));
const mutatedFrame = fc
  .array(fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1 })
  .map((changes) => {
    const bytes = Uint8Array.from(valid);
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });
const cutFrame = fc.nat(valid.length).map((end) => Uint8Array.from(valid.subarray(0, end)));
const hostile = fc.array(fc.oneof(randomBytes, grammarBytes, mutatedFrame, cutFrame), {
  maxLength: 4,
});

/** Sends the chunks and goes, sometimes politely. */
function attack(port: number, chunks: readonly Uint8Array[], reset: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const chunk of chunks) socket.write(chunk);
      if (reset) socket.resetAndDestroy();
      else socket.end();
    });
    socket.resume();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve());
  });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

describe('a server under hostile bytes', () => {
  test('throws nothing, lets no unverified byte through and serves the next connection', async () => {
    const handled: unknown[] = [];
    const failed: unknown[] = [];
    const { host, port, server } = await start({
      handle(message) {
        handled.push(message);
        return nothing;
      },
      hooks: { failed: (error) => failed.push(error) },
    });
    let counter = 0;
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (chunks, reset) => {
        await attack(port, chunks, reset);
        counter += 1;
        const reply = await exchange({ host, port, key, message: poll, counter });
        expect(reply).toEqual(nothing);
      }),
      { numRuns: 300 },
    );
    await until(() => server.connections === 0);
    expect(failed).toEqual([]);
    expect(handled).toHaveLength(counter);
  });

  test('survives any fields behind a MAC that it does not check', async () => {
    const failed: unknown[] = [];
    const { host, port, server } = await start({
      authentication: 'none',
      hooks: { failed: (error) => failed.push(error) },
    });
    const ids = fc.constantFrom('3100', '3101', '3221', '3222', '3199', '9999');
    const fields = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(ids, fields, async (id, values) => {
        await attack(port, [encodeFrame(id, values, 1, undefined)], false);
        const reply = await exchange({ host, port, key: undefined, message: poll, counter: 1 });
        expect(reply).toEqual(nothing);
      }),
    );
    await until(() => server.connections === 0);
    expect(failed).toEqual([]);
  });

  test('holds no memory for connections that are gone, and one frame at most for others', async () => {
    const { port, server } = await start();
    const half = Buffer.concat([Buffer.from([2]), Buffer.alloc(1300, 0x41)]);
    const flood = async (): Promise<void> => {
      for (let round = 0; round < 5; round += 1) {
        const attacks = Array.from({ length: 100 }, (_, i) => attack(port, [half], i % 2 === 0));
        await Promise.all(attacks);
      }
      await until(() => server.connections === 0);
    };
    await flood();
    const before = bytesInUse();
    await flood();
    await flood();
    expect(bytesInUse() - before).toBeLessThan(4_000_000);
  });
});
