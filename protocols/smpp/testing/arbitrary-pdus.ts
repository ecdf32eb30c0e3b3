import fc from 'fast-check';
import type { Field } from '../pdu/fields.ts';
import { type CommandGrammar, GRAMMAR } from '../pdu/grammar.ts';
import type { CommandName, PduInput } from '../pdu/pdu.ts';
import { TLVS, type TlvSpec } from '../pdu/tlv-registry.ts';

const octet = fc.integer({ min: 0, max: 0xff });

function cString(max: number): fc.Arbitrary<string> {
  const character = fc.integer({ min: 1, max: 0xff }).map((code) => String.fromCharCode(code));
  return fc.array(character, { maxLength: max - 1 }).map((characters) => characters.join(''));
}

function octets(min: number, max: number): fc.Arbitrary<Buffer> {
  return fc
    .uint8Array({ minLength: min, maxLength: Math.min(max, 300) })
    .map((bytes) => Buffer.from(bytes));
}

const smeAddress = {
  dest_addr_ton: octet,
  dest_addr_npi: octet,
  destination_addr: cString(21),
};

function fieldValue(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'int1':
      return octet;
    case 'int4':
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case 'cstring':
      return cString(field.max);
    case 'short-message':
      return octets(0, field.max);
    case 'destinations':
      return fc.array(fc.oneof(fc.record(smeAddress), fc.record({ dl_name: cString(21) })), {
        maxLength: 20,
      });
    case 'unsuccessful-destinations':
      return fc.array(
        fc.record({
          ...smeAddress,
          error_status_code: fc.integer({ min: 0, max: 0xffff_ffff }),
        }),
        { maxLength: 20 },
      );
  }
}

function tlvValue(spec: TlvSpec): fc.Arbitrary<unknown> {
  const one = singleTlvValue(spec);
  return spec.repeats ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
}

function singleTlvValue(spec: TlvSpec): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case 'int1':
      return octet;
    case 'int2':
      return fc.integer({ min: 0, max: 0xffff });
    case 'int4':
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case 'cstring':
      return cString(spec.max);
    case 'octets':
      return octets(spec.min, spec.max);
    case 'flag':
      return fc.constant(true);
  }
}

const unknownTlv = fc.record({
  tag: fc.integer({ min: 0x1400, max: 0x3fff }),
  value: octets(0, 50),
});

const tlvs = fc.record(
  {
    ...Object.fromEntries(Object.entries(TLVS).map(([name, spec]) => [name, tlvValue(spec)])),
    unknown: fc.array(unknownTlv, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);

/** Any PDU with any allowed values in any field and any TLVs, every mandatory field given. */
export function arbitraryPdu(command: CommandName): fc.Arbitrary<PduInput> {
  const grammar: CommandGrammar = GRAMMAR[command];
  const fields = Object.entries(grammar.fields).map(([name, field]) => [name, fieldValue(field)]);
  const status = grammar.bodyOnlyWhenOk ? fc.constant(0) : fc.integer({ min: 0, max: 0xffff_ffff });
  return fc.record({
    command: fc.constant(command),
    command_status: status,
    sequence_number: fc.integer({ min: 0, max: 0xffff_ffff }),
    ...Object.fromEntries(fields),
    tlvs,
  }) as fc.Arbitrary<PduInput>;
}

export const COMMANDS = Object.keys(GRAMMAR) as CommandName[];

export const anyPdu: fc.Arbitrary<PduInput> = fc.oneof(...COMMANDS.map(arbitraryPdu));

/** Cuts `bytes` into pieces at the given places. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...places.map((place) => place % (bytes.length + 1))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length));
}
