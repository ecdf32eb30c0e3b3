import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../pdu/codec.ts';
import type { Pdu, PduFields } from '../pdu/pdu.ts';
import { EsmClass, MESSAGE_STATES, type MessageState } from '../pdu/values.ts';
import { buildReceipt } from './build.ts';
import { canonicalMessageId, messageIdCandidates } from './message-id.ts';
import { isReceipt, parseReceipt } from './parse.ts';

function delivered(fields: PduFields<'deliver_sm'>): Pdu<'deliver_sm'> {
  const pdu = decode(encode({ command: 'deliver_sm', ...fields }));
  if (pdu.command !== 'deliver_sm') throw new Error(pdu.command);
  return pdu;
}

function textReceipt(text: string): Pdu<'deliver_sm'> {
  return delivered({
    esm_class: EsmClass.smscDeliveryReceipt,
    short_message: Buffer.from(text, 'latin1'),
  });
}

test('the format of Appendix B', () => {
  const text =
    'id:0123456789 sub:001 dlvrd:001 submit date:2601020304 done date:2601020305 ' +
    'stat:DELIVRD err:000 Text:Pay: 120 USD?';
  expect(parseReceipt(textReceipt(text))).toEqual({
    messageId: '0123456789',
    messageIdCandidates: ['123456789', '4886718345', '75bcd15'],
    state: 'DELIVERED',
    final: true,
    error: '000',
    submittedAt: Date.UTC(2026, 0, 2, 3, 4),
    doneAt: Date.UTC(2026, 0, 2, 3, 5),
    text: 'Pay: 120 USD?',
  });
});

test.each([
  [
    'lower case, seconds, no text',
    'id:ab sub:1 done date:260102030405 stat:UNDELIV err:12A',
    'ab',
    'UNDELIVERABLE',
  ],
  [
    'underscores and four-digit years',
    'id:77 submit_date:202601020304 stat:REJECTD',
    '77',
    'REJECTED',
  ],
  ['a space after the colon', 'ID: 5f STAT: EXPIRED', '5f', 'EXPIRED'],
  [
    'an id that is a UUID',
    'id:0f8fad5b-d9cb-469f-a165-70867728950e stat:ENROUTE',
    '0f8fad5b-d9cb-469f-a165-70867728950e',
    'ENROUTE',
  ],
  [
    'labels inside the text do not count',
    'id:9 stat:DELIVRD text:id:8 stat:EXPIRED',
    '9',
    'DELIVERED',
  ],
  ['a state nobody knows', 'id:9 stat:LOST', '9', 'UNKNOWN'],
])('a receipt in the field: %s', (_, text, id, state) => {
  expect(parseReceipt(textReceipt(text))).toMatchObject({ messageId: id, state });
});

test('TLVs win over the text', () => {
  const receipt = delivered({
    esm_class: EsmClass.smscDeliveryReceipt,
    short_message: Buffer.from('id:1 stat:ENROUTE'),
    tlvs: {
      receipted_message_id: 'AB',
      message_state: 5,
      network_error_code: Buffer.from([3, 0, 27]),
    },
  });
  expect(parseReceipt(receipt)).toMatchObject({
    messageId: 'AB',
    state: 'UNDELIVERABLE',
    error: '03001b',
  });
});

test('what is no receipt is told apart, and a receipt without an id is none', () => {
  expect(isReceipt(delivered({ short_message: Buffer.from('id:1 stat:DELIVRD') }))).toBe(false);
  expect(isReceipt(delivered({ tlvs: { receipted_message_id: '1' } }))).toBe(true);
  expect(isReceipt(delivered({ esm_class: EsmClass.intermediateNotification }))).toBe(true);
  expect(parseReceipt(textReceipt('hello'))).toBeUndefined();
});

test.each(Object.keys(MESSAGE_STATES) as MessageState[])(
  'a built %s receipt reads back',
  (state) => {
    const submittedAt = Date.UTC(2026, 5, 30, 23, 59);
    const doneAt = Date.UTC(2026, 6, 1, 0, 1);
    const built = buildReceipt({ messageId: '1A', state, submittedAt, doneAt, text: 'hello' });
    const receipt = delivered(built);
    const expected = { messageId: '1A', state, submittedAt, doneAt, error: '000', text: 'hello' };
    expect(isReceipt(receipt)).toBe(true);
    expect(parseReceipt(receipt)).toMatchObject(expected);
    expect(parseReceipt({ ...receipt, tlvs: {} })).toMatchObject(expected);
  },
);

test.each([
  ['00001A2B', '6699'],
  ['1a2b', '0000006699'],
  ['6699', '1A2B'],
  ['0', '000'],
  ['FFFFFFFFFFFFFFFF', '18446744073709551615'],
  ['a-b', 'A-B'],
])('the response said %s and the receipt says %s: one message', (answered, receipted) => {
  expect(messageIdCandidates(receipted)).toContain(canonicalMessageId(answered));
});

test('any octets are a receipt or none, never an exception', () => {
  const fragment = fc.constantFrom(
    'id:',
    'stat:',
    'text:',
    ' ',
    ':',
    'done date:',
    'submit_date:',
    '99',
  );
  const text = fc.array(fc.oneof(fragment, fc.string({ unit: 'binary' })), { maxLength: 12 });
  fc.assert(
    fc.property(text, (pieces) => {
      const octets = Buffer.from(pieces.join('')).subarray(0, 254);
      const receipt = parseReceipt(delivered({ esm_class: 4, short_message: octets }));
      expect(receipt === undefined || receipt.messageId.length > 0).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
