import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../coding/text.ts';
import { decode, encode } from '../pdu/codec.ts';
import type { Pdu } from '../pdu/pdu.ts';
import { DataCoding } from '../pdu/values.ts';
import { Reassembly } from './reassembly.ts';
import { type Segment, splitMessage } from './split.ts';
import { splitUserData } from './udh.ts';

function submitted(segment: Segment): Pdu<'submit_sm'> {
  const pdu = decode(encode({ command: 'submit_sm', source_addr: '40455', ...segment }));
  if (pdu.command !== 'submit_sm') throw new Error(pdu.command);
  return pdu;
}

function reassembly(clock = new ManualClock(), maxMessages = 100): Reassembly {
  return new Reassembly({ clock, expiryMs: 60_000, maxMessages });
}

const SCHEMES = ['udh8', 'udh16', 'sar'] as const;

test.each(SCHEMES)('%s: any payload in any order of parts comes back whole', (scheme) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 3_000 }),
      fc.nat(0xffff),
      fc.nat(),
      (bytes, reference, seed) => {
        const payload = Buffer.from(bytes);
        const segments = splitMessage(payload, {
          scheme,
          reference,
          dataCoding: DataCoding.binary,
        });
        const shuffled = segments
          .map((segment, i) => ({ segment, order: (i * 7_919 + seed) % 1_009 }))
          .sort((a, b) => a.order - b.order);
        const parts = reassembly();
        const whole = shuffled
          .map(({ segment }) => parts.add(submitted(segment)))
          .filter((result) => result !== undefined);
        expect(whole).toEqual([payload]);
        expect(parts.size).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
});

test.each([
  ['binary, udh8', DataCoding.binary, 'udh8', 141, [134, 7]],
  ['binary, udh16', DataCoding.binary, 'udh16', 141, [133, 8]],
  ['septets, udh8', DataCoding.smscDefault, 'udh8', 161, [153, 8]],
  ['septets, udh16', DataCoding.smscDefault, 'udh16', 161, [152, 9]],
  ['ucs2, udh16', DataCoding.ucs2, 'udh16', 142, [132, 10]],
  ['binary, sar', DataCoding.binary, 'sar', 141, [140, 1]],
] as const)('how much a part carries: %s', (_, dataCoding, scheme, length, expected) => {
  const segments = splitMessage(Buffer.alloc(length, 0x41), { scheme, reference: 1, dataCoding });
  const header = { udh8: 6, udh16: 7, sar: 0 }[scheme];
  expect(segments.map(({ short_message }) => (short_message?.length ?? 0) - header)).toEqual(
    expected,
  );
});

test('a message that fits carries no header', () => {
  const options = { scheme: 'udh8', reference: 1, dataCoding: DataCoding.smscDefault } as const;
  const segments = splitMessage(Buffer.alloc(160, 0x41), options);
  expect(segments).toMatchObject([{ esm_class: 0 }]);
});

test('escape sequences and surrogate pairs are never torn apart', () => {
  for (const text of [`${'a'.repeat(152)}€€€€€€€€€`, `a${'😀'.repeat(60)}`]) {
    const { octets, data_coding } = encodeText(text);
    const segments = splitMessage(octets, {
      scheme: 'udh8',
      reference: 1,
      dataCoding: data_coding,
    });
    const texts = segments.map(({ short_message }) =>
      decodeText(data_coding, Buffer.from(short_message ?? []).subarray(6)),
    );
    expect(segments.length).toBeGreaterThan(1);
    expect(texts.join('')).toBe(text);
    for (const part of texts) expect(part).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/);
  }
});

test('the header bytes of 3GPP TS 23.040', () => {
  const payload = Buffer.alloc(150);
  const options = { reference: 0x1234, dataCoding: DataCoding.binary } as const;
  const [short] = splitMessage(payload, { ...options, scheme: 'udh8' });
  const [long] = splitMessage(payload, { ...options, scheme: 'udh16' });
  expect(Buffer.from(short?.short_message ?? []).toString('hex', 0, 6)).toBe('050003340201');
  expect(Buffer.from(long?.short_message ?? []).toString('hex', 0, 7)).toBe('06080412340201');
});

test('incomplete messages expire, and the oldest give way to new ones', () => {
  const clock = new ManualClock();
  const parts = reassembly(clock, 2);
  const firstOf = (reference: number) => {
    const options = { scheme: 'udh16', reference, dataCoding: DataCoding.binary } as const;
    const [first] = splitMessage(Buffer.alloc(200), options);
    return submitted(first ?? {});
  };
  for (const reference of [1, 2, 3]) parts.add(firstOf(reference));
  expect(parts.size).toBe(2);
  clock.advance(60_000);
  parts.add(firstOf(4));
  expect(parts.size).toBe(1);
});

test('a header whose lengths lie is taken for payload', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const userData = Buffer.from(bytes);
      const { header, payload } = splitUserData(userData);
      if (header.length === 0) expect(payload.length).toBeLessThanOrEqual(userData.length);
      else expect(payload.length).toBe(userData.length - 1 - (userData[0] ?? 0));
    }),
  );
});

test('more than 255 parts are refused', () => {
  const options = { scheme: 'udh8', reference: 1, dataCoding: DataCoding.binary } as const;
  expect(() => splitMessage(Buffer.alloc(134 * 255 + 1), options)).toThrow('at most 255');
});
