import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from '../pdu/codec.ts';
import type { PduInput } from '../pdu/pdu.ts';
import { anyPdu, cutAt } from '../testing/arbitrary-pdus.ts';
import {
  boundEsme,
  type RawPeer,
  rawBoundEsme,
  rawEsme,
  startRawSmsc,
  startSmsc,
} from '../testing/links.ts';

// Random bytes, PDUs with changed bytes, and valid PDUs at the wrong moment, in pieces, to both sides.
// Vitest fails the run on any uncaught error, so nothing here may throw out of a session.

const BUFFERS_BOUND = 50_000_000;
let uncaught = 0;
const count = () => {
  uncaught++;
};
beforeAll(() => process.on('uncaughtExceptionMonitor', count));
afterAll(() => process.off('uncaughtExceptionMonitor', count));

const mutatedPdu = fc
  .tuple(anyPdu, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }))
  .map(([pdu, changes]: [PduInput, [number, number][]]) => {
    const bytes = encode(pdu);
    for (const [at, octet] of changes) bytes[at % bytes.length] = octet;
    return bytes;
  });

const garbage = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

/** A length that is true and a body that is noise: it passes the framing and meets every decoder. */
const framedNoise = fc
  .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 21, 33, 258, 259), fc.boolean(), garbage)
  .map(([id, response, body]) => {
    const header = Buffer.alloc(16);
    header.writeUInt32BE(16 + body.length);
    header.writeUInt32BE((id | (response ? 0x8000_0000 : 0)) >>> 0, 4);
    header.writeUInt32BE(1, 12);
    return Buffer.concat([header, body]);
  });

const attack = fc.tuple(
  fc.array(fc.oneof(mutatedPdu, framedNoise, framedNoise, garbage), { minLength: 1, maxLength: 8 }),
  fc.array(fc.nat(), { maxLength: 6 }),
);

async function send(peer: RawPeer, [pieces, cuts]: [Buffer[], number[]]): Promise<void> {
  for (const piece of cutAt(Buffer.concat(pieces), cuts)) {
    if (peer.socket.writable) peer.socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('an SMSC survives anything its ESMEs send, and serves the next one', {
  timeout: 60_000,
}, async () => {
  const smsc = await startSmsc({ onRequest: () => undefined });
  smsc.on('problem', () => undefined);
  const before = process.memoryUsage().arrayBuffers;
  await fc.assert(
    fc.asyncProperty(attack, fc.boolean(), async (bytes, bind) => {
      const peer = await (bind ? rawBoundEsme(smsc) : rawEsme(smsc));
      await send(peer, bytes);
      peer.socket.destroy();
    }),
    { numRuns: 300 },
  );
  expect(uncaught).toBe(0);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(BUFFERS_BOUND);
  const esme = await boundEsme(smsc.port);
  expect(await esme.submit({})).toMatchObject({ message_id: '0A' });
});

test('an ESME survives anything its SMSC sends: every submit ends, and it binds again', {
  timeout: 60_000,
}, async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, {
    reconnect: { minMs: 1, maxMs: 2 },
    responseTimeoutMs: 200,
    onDeliver: () => undefined,
  });
  esme.on('problem', () => undefined);
  await fc.assert(
    fc.asyncProperty(attack, async (bytes) => {
      if (esme.state !== 'bound') await once(esme, 'bound');
      const peer = await smsc.next();
      const submits = [esme.submit({}), esme.submit({})];
      const ended = Promise.allSettled(submits);
      await send(peer, bytes);
      peer.socket.destroy();
      for (const result of await ended) {
        if (result.status === 'rejected') expect(result.reason.name).toBe('SmppError');
      }
    }),
    { numRuns: 200 },
  );
  expect(uncaught).toBe(0);
});
