import { once } from 'node:events';
import peer, { type PeerPdu, type Session } from 'smpp';
import { expect, test } from 'vitest';
import { decode, encode } from '../pdu/codec.ts';
import { Status } from '../pdu/command-status.ts';
import { buildReceipt } from '../receipts/build.ts';
import { parseReceipt } from '../receipts/parse.ts';
import { atEnd, boundEsme, startSmsc } from './links.ts';

// npm smpp, an independent implementation, as the other side of everything: codec, ESME and SMSC.

const WAKE_UP = {
  source_addr_ton: 5,
  source_addr: 'TANDEM',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '14045550101',
  protocol_id: 0x7f,
  registered_delivery: 1,
  data_coding: 4,
  short_message: Buffer.from('027000', 'hex'),
} as const;

async function peerEsme(port: number): Promise<Session> {
  const session = await new Promise<Session>((resolve) => {
    const connecting = peer.connect({ host: '127.0.0.1', port }, () => resolve(connecting));
  });
  session.on('error', () => session.destroy());
  atEnd(() => session.destroy());
  const bind = { system_id: 'peer', password: 'pw' };
  const answer = await new Promise<PeerPdu>((resolve) => session.bind_transceiver(bind, resolve));
  expect(answer).toMatchObject({
    command_status: 0,
    system_id: 'SMSC',
    sc_interface_version: 0x34,
  });
  return session;
}

async function peerSmsc(onSession: (session: Session) => void): Promise<number> {
  const server = peer.createServer((session) => {
    atEnd(() => session.destroy());
    session.on('bind_transceiver', (pdu) => session.send(pdu.response({ system_id: 'peer' })));
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => session.send(pdu.response()));
    session.on('error', () => session.destroy());
    onSession(session);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => server.close());
  return server.address().port;
}

test('both encode the same submit_sm to the same bytes and read each other', () => {
  const theirs = new peer.PDU('submit_sm', {
    ...WAKE_UP,
    sequence_number: 9,
    user_message_reference: 4_711,
    sar_msg_ref_num: 7,
  }).toBuffer();
  const ours = encode({
    command: 'submit_sm',
    sequence_number: 9,
    ...WAKE_UP,
    tlvs: { user_message_reference: 4_711, sar_msg_ref_num: 7 },
  });
  expect(ours.toString('hex')).toBe(theirs.toString('hex'));
  expect(decode(theirs)).toMatchObject({ ...WAKE_UP, tlvs: { user_message_reference: 4_711 } });
  expect(new peer.PDU(ours)).toMatchObject({
    destination_addr: '14045550101',
    user_message_reference: 4_711,
  });
});

test('its ESME binds, submits, is refused, enquires and unbinds at our SMSC', async () => {
  const answers = [{ message_id: 'AB' }, Status.ESME_RTHROTTLED];
  const smsc = await startSmsc({
    onSubmit: (_session, pdu) => {
      expect(pdu).toMatchObject(WAKE_UP);
      return answers.shift();
    },
  });
  const session = await peerEsme(smsc.port);
  const submit = () => new Promise<PeerPdu>((resolve) => session.submit_sm(WAKE_UP, resolve));
  expect(await submit()).toMatchObject({ command: 'submit_sm_resp', message_id: 'AB' });
  expect(await submit()).toMatchObject({ command_status: Status.ESME_RTHROTTLED });
  const enquiry = await new Promise<PeerPdu>((resolve) => session.enquire_link(resolve));
  expect(enquiry.command).toBe('enquire_link_resp');
  const unbound = once(smsc, 'unbound');
  expect(await new Promise<PeerPdu>((resolve) => session.unbind(resolve))).toMatchObject({
    command: 'unbind_resp',
  });
  await unbound;
});

test('our SMSC delivers a receipt to its ESME', async () => {
  const smsc = await startSmsc();
  const bound = once(smsc, 'bound');
  const session = await peerEsme(smsc.port);
  const received = new Promise<PeerPdu>((resolve) => {
    session.on('deliver_sm', (pdu) => {
      session.send(pdu.response());
      resolve(pdu);
    });
  });
  const [ours] = await bound;
  const at = Date.UTC(2026, 0, 1, 12);
  const receipt = { messageId: 'AB', state: 'DELIVERED', submittedAt: at, doneAt: at } as const;
  await ours.deliver({ source_addr: '14045550101', ...buildReceipt(receipt) });
  expect(await received).toMatchObject({
    esm_class: 4,
    receipted_message_id: 'AB',
    message_state: 2,
    short_message: { message: expect.stringContaining('id:AB sub:001 dlvrd:001') },
  });
});

test('our ESME submits to its SMSC and reads the receipt it delivers', async () => {
  const port = await peerSmsc((session) => {
    session.on('submit_sm', (pdu) => {
      expect(pdu).toMatchObject({ destination_addr: '14045550101', user_message_reference: 1 });
      session.send(pdu.response({ message_id: '1a2b' }));
      const short_message = 'id:6699 sub:001 dlvrd:001 stat:DELIVRD err:000 text:';
      session.deliver_sm({ esm_class: 4, short_message }, () => undefined);
    });
  });
  let delivered: (ids: readonly string[]) => void = () => undefined;
  const receipt = new Promise<readonly string[]>((resolve) => {
    delivered = resolve;
  });
  const esme = await boundEsme(port, {
    onDeliver: (pdu) => {
      delivered(parseReceipt(pdu)?.messageIdCandidates ?? []);
      return Status.ESME_ROK;
    },
  });
  const response = await esme.submit({ ...WAKE_UP, tlvs: { user_message_reference: 1 } });
  expect(response.message_id).toBe('1a2b');
  expect(await receipt).toContain('1a2b');
  await esme.close();
});

test('our ESME keeps a window of fifty full against its SMSC', async () => {
  let lastId = 0;
  const port = await peerSmsc((session) => {
    session.on('submit_sm', (pdu) => {
      lastId += 1;
      session.send(pdu.response({ message_id: `${lastId}` }));
    });
  });
  const esme = await boundEsme(port, { window: 50 });
  const responses = await Promise.all(Array.from({ length: 500 }, () => esme.submit(WAKE_UP)));
  expect(new Set(responses.map(({ message_id }) => message_id)).size).toBe(500);
});
