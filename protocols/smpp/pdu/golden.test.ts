import { expect, test } from 'vitest';
import { bytesOf, GOLDEN_PDUS } from '../testing/golden-pdus.ts';
import { GOLDEN_TLVS } from '../testing/golden-tlvs.ts';
import { decode, encode } from './codec.ts';
import { GRAMMAR } from './grammar.ts';
import { TLVS } from './tlv-registry.ts';

for (const { about, hex, pdu } of GOLDEN_PDUS) {
  test(`golden bytes: ${about}`, () => {
    const bytes = bytesOf(hex);
    expect(bytes.length).toBe(bytes.readUInt32BE(0));
    expect(encode(pdu).toString('hex')).toBe(bytes.toString('hex'));
    expect(decode(bytes)).toMatchObject(pdu);
  });
}

for (const [hex, tlvs] of GOLDEN_TLVS) {
  test(`golden bytes: TLV ${Object.keys(tlvs)}`, () => {
    const pdu = encode({ command: 'data_sm', tlvs });
    const withoutTlvs = encode({ command: 'data_sm' });
    const bytes = pdu.subarray(withoutTlvs.length);
    expect(bytes.toString('hex')).toBe(hex.replaceAll(' ', ''));
    expect(decode(pdu)).toMatchObject({ tlvs });
  });
}

test('there are golden bytes for every PDU and every TLV', () => {
  const pdus = new Set(GOLDEN_PDUS.map(({ pdu }) => pdu.command));
  expect(Object.keys(GRAMMAR).filter((name) => !pdus.has(name as keyof typeof GRAMMAR))).toEqual(
    [],
  );
  const tlvs = new Set(GOLDEN_TLVS.flatMap(([, value]) => Object.keys(value)));
  expect(Object.keys(TLVS).filter((name) => !tlvs.has(name))).toEqual([]);
});
