import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyPdu, arbitraryPdu, COMMANDS, cutAt } from '../testing/arbitrary-pdus.ts';
import { decode, encode } from './codec.ts';
import { RecoverableDecodeError } from './errors.ts';
import { Framer } from './framer.ts';

for (const command of COMMANDS) {
  test(`decode(encode(pdu)) is the pdu: ${command}`, () => {
    fc.assert(
      fc.property(arbitraryPdu(command), (pdu) => {
        expect(decode(encode(pdu))).toEqual(pdu);
      }),
      { numRuns: 60 },
    );
  });
}

test('a stream cut or joined at any byte gives the same PDUs', () => {
  fc.assert(
    fc.property(
      fc.array(anyPdu, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (pdus, places) => {
        const received: unknown[] = [];
        const framer = new Framer((bytes, start, end) => {
          received.push(decode(Buffer.from(bytes.subarray(start, end))));
        });
        for (const piece of cutAt(Buffer.concat(pdus.map(encode)), places)) framer.push(piece);
        expect(received).toEqual(pdus);
      },
    ),
    { numRuns: 200 },
  );
});

test('one byte at a time gives the same PDUs', () => {
  fc.assert(
    fc.property(fc.array(anyPdu, { minLength: 1, maxLength: 2 }), (pdus) => {
      const received: unknown[] = [];
      const framer = new Framer((bytes, start, end) => {
        received.push(decode(Buffer.from(bytes.subarray(start, end))));
      });
      for (const byte of Buffer.concat(pdus.map(encode))) framer.push(Buffer.of(byte));
      expect(received).toEqual(pdus);
    }),
    { numRuns: 50 },
  );
});

test('a PDU cut short or with one byte changed decodes or fails recoverably, nothing else', () => {
  fc.assert(
    fc.property(
      anyPdu,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      (pdu, at, end, byte) => {
        const bytes = encode(pdu);
        bytes[4 + (at % (bytes.length - 4))] = byte;
        const length = 16 + (end % (bytes.length - 15));
        try {
          decode(bytes.subarray(0, length));
        } catch (error) {
          expect(error).toBeInstanceOf(RecoverableDecodeError);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
