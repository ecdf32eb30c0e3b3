import { expect, test } from 'vitest';
import { decode, encode } from './codec.ts';
import { Status } from './command-status.ts';
import { RecoverableDecodeError, SmppEncodeError, UnrecoverableDecodeError } from './errors.ts';
import { Framer } from './framer.ts';
import type { PduInput } from './pdu.ts';

function statusOf(bytes: Buffer): number | undefined {
  try {
    decode(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof RecoverableDecodeError) return error.commandStatus;
    throw error;
  }
}

function fieldRefused(pdu: object): string | undefined {
  try {
    encode(pdu as PduInput);
    return undefined;
  } catch (error) {
    if (error instanceof SmppEncodeError) return error.message;
    throw error;
  }
}

const submit = encode({
  command: 'submit_sm',
  sequence_number: 3,
  destination_addr: '14045550101',
});

test.each([
  ['an unknown command_id', 4, 0x0f, Status.ESME_RINVCMDID],
  ['sm_length beyond 254', submit.length - 1, 255, Status.ESME_RINVMSGLEN],
  ['sm_length beyond the PDU', submit.length - 1, 9, Status.ESME_RINVMSGLEN],
])('the status answered to %s', (_, at, octet, status) => {
  const bytes = Buffer.from(submit);
  bytes[at] = octet;
  expect(statusOf(bytes)).toBe(status);
});

test('an address without its end, and a body that stops early, name their faults', () => {
  const longAddress = Buffer.concat([submit.subarray(0, 21), Buffer.alloc(40, 0x31)]);
  expect(statusOf(longAddress)).toBe(Status.ESME_RINVDSTADR);
  expect(statusOf(submit.subarray(0, 20))).toBe(Status.ESME_RINVCMDLEN);
});

test.each([
  ['stops inside its header', '0204 00', Status.ESME_RINVOPTPARSTREAM],
  ['is longer than the PDU', '0204 00ff 00', Status.ESME_RINVOPTPARSTREAM],
  ['has the wrong length', '0204 0001 00', Status.ESME_RINVPARLEN],
])('a TLV that %s', (_, hex, status) => {
  const tlv = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  expect(statusOf(Buffer.concat([submit, tlv]))).toBe(status);
});

test('a receipted_message_id without its NUL is read all the same', () => {
  const tlv = Buffer.from('001e00023041', 'hex');
  expect(decode(Buffer.concat([submit, tlv])).tlvs).toEqual({ receipted_message_id: '0A' });
});

test('a response with a longer message id than the specification allows is read', () => {
  const id = 'x'.repeat(90);
  const header = encode({ command: 'submit_sm_resp', sequence_number: 1 }).subarray(0, 16);
  const bytes = Buffer.concat([header, Buffer.from(`${id}\0`)]);
  expect(decode(bytes)).toMatchObject({ command: 'submit_sm_resp', message_id: id });
});

test.each([
  [
    { command: 'submit_sm', source_addr: 'x'.repeat(21) },
    'source_addr: has 21 characters; at most 20',
  ],
  [{ command: 'submit_sm', source_addr: 'a\0b' }, 'source_addr: must have characters'],
  [{ command: 'submit_sm', source_addr: 'Ω' }, 'source_addr: must have characters'],
  [{ command: 'submit_sm', source_addr: 5 }, 'source_addr: must be a string'],
  [{ command: 'submit_sm', esm_class: 256 }, 'esm_class: must be an integer from 0 to 255'],
  [{ command: 'submit_sm', esm_class: 1.5 }, 'esm_class: must be an integer from 0 to 255'],
  [{ command: 'submit_sm', short_message: Buffer.alloc(255) }, 'short_message: has 255 octets'],
  [{ command: 'submit_sm', short_message: 'text' }, 'short_message: must be a Buffer'],
  [
    { command: 'submit_sm', tlvs: { user_message_reference: 65_536 } },
    'user_message_reference: must',
  ],
  [
    { command: 'submit_sm', tlvs: { callback_num: Buffer.alloc(4) } },
    'callback_num: must be an array',
  ],
  [{ command: 'submit_sm', tlvs: { colour: 1 } }, 'tlvs.colour: is not a TLV'],
  [
    { command: 'submit_multi', dest_address: new Array(255).fill({ dl_name: '' }) },
    'dest_address:',
  ],
  [{ command: 'submit_sn' }, 'submit_sn is not a PDU'],
  [{ command: 'unbind', sequence_number: -1 }, 'sequence_number: must be 0 to 0xFFFFFFFF'],
])('what cannot be sent is refused by its field: %o', (pdu, message) => {
  expect(fieldRefused(pdu)).toContain(message);
});

test.each([[0xffff_ffff], [65_537], [15], [0]])('command_length %i loses the framing', (length) => {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(length);
  const framer = new Framer(() => undefined);
  expect(() => framer.push(header)).toThrow(UnrecoverableDecodeError);
});
