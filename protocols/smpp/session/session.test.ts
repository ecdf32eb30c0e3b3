import { once } from 'node:events';
import { ManualClock } from '@tandem/core';
import { expect, test } from 'vitest';
import { Status } from '../pdu/command-status.ts';
import { boundEsme, rawBoundEsme, rawEsme, startRawSmsc, startSmsc } from '../testing/links.ts';

test('an unknown PDU is answered with generic_nack and the session goes on', async () => {
  const peer = await rawBoundEsme(await startSmsc());
  const unknown = Buffer.from('000000100000dead0000000000000007', 'hex');
  peer.send(unknown, { command: 'enquire_link', sequence_number: 8 });
  expect((await peer.receive(3)).slice(1)).toMatchObject([
    { command: 'generic_nack', command_status: Status.ESME_RINVCMDID, sequence_number: 7 },
    { command: 'enquire_link_resp', command_status: 0, sequence_number: 8 },
  ]);
});

test('a request with a broken field is answered with the fitting status', async () => {
  const peer = await rawBoundEsme(await startSmsc());
  const body = Buffer.concat([Buffer.from([0, 1, 1]), Buffer.alloc(30, 0x31)]);
  const header = Buffer.from('00000031000000040000000000000005', 'hex');
  peer.send(Buffer.concat([header, body]));
  expect((await peer.receive(2))[1]).toMatchObject({
    command: 'submit_sm_resp',
    command_status: Status.ESME_RINVSRCADR,
    sequence_number: 5,
  });
});

test('a PDU that claims 4 GB closes its session at once and no other', async () => {
  const smsc = await startSmsc();
  const healthy = await boundEsme(smsc.port);
  const peer = await rawBoundEsme(smsc);
  const before = process.memoryUsage().arrayBuffers;
  peer.send(Buffer.from('ffffffff000000040000000000000001', 'hex'));
  await peer.end();
  expect(peer.received[1]).toMatchObject({
    command: 'generic_nack',
    command_status: Status.ESME_RINVCMDLEN,
    sequence_number: 0,
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  await healthy.submit({});
});

test('pending requests fail when the peer breaks the framing', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port);
  const peer = await smsc.next();
  const submit = esme.submit({});
  await peer.receive(2);
  peer.send(Buffer.from('00000001', 'hex'));
  await expect(submit).rejects.toMatchObject({ code: 'link-lost', sent: 'possibly' });
});

test('a broken answer ends its own request only', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port);
  const peer = await smsc.next();
  const submits = [esme.submit({}), esme.submit({})];
  const [, first, second] = await peer.receive(3);
  const broken = Buffer.from('0000001280000004000000000000000041 41'.replaceAll(' ', ''), 'hex');
  broken.writeUInt32BE(first?.sequence_number ?? 0, 12);
  peer.send(broken, { command: 'submit_sm_resp', sequence_number: second?.sequence_number ?? 0 });
  await expect(submits[0]).rejects.toMatchObject({ code: 'malformed-response', sent: 'yes' });
  await submits[1];
});

test('generic_nack refuses the request it answers', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port);
  const peer = await smsc.next();
  const submit = esme.submit({});
  const [, request] = await peer.receive(2);
  peer.send({
    command: 'generic_nack',
    command_status: Status.ESME_RINVCMDID,
    sequence_number: request?.sequence_number ?? 0,
  });
  await expect(submit).rejects.toMatchObject({ commandStatus: Status.ESME_RINVCMDID });
});

test('half a PDU and silence ends with the inactivity timeout', async () => {
  const clock = new ManualClock();
  const smsc = await startSmsc({ clock, inactivityMs: 5_000, enquireLinkMs: 0 });
  const unbound = once(smsc, 'unbound');
  const peer = await rawBoundEsme(smsc);
  peer.send(Buffer.from('00000040000000', 'hex'));
  peer.send({ command: 'enquire_link', sequence_number: 2 });
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5_000);
  const [, reason] = await unbound;
  expect(reason).toMatchObject({ code: 'link-lost', message: 'the peer was silent for too long' });
});

test('silence is answered with enquire_link, and its silence with the end of the link', async () => {
  const clock = new ManualClock();
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, {
    clock,
    enquireLinkMs: 1_000,
    responseTimeoutMs: 500,
  });
  const peer = await smsc.next();
  clock.advance(1_000);
  const [, enquiry] = await peer.receive(2);
  expect(enquiry?.command).toBe('enquire_link');
  const unbound = once(esme, 'unbound');
  clock.advance(500);
  const [reason] = await unbound;
  expect(reason).toMatchObject({ code: 'link-lost', message: 'enquire_link was not answered' });
});

test('requests before the bind, a second bind and a wrong direction are refused', async () => {
  const peer = await rawEsme(await startSmsc());
  peer.send({ command: 'submit_sm', sequence_number: 1 });
  peer.send({ command: 'bind_receiver', sequence_number: 2 });
  await peer.receive(2);
  peer.send({ command: 'bind_receiver', sequence_number: 3 });
  peer.send({ command: 'submit_sm', sequence_number: 4 });
  peer.send({ command: 'deliver_sm', sequence_number: 5 });
  expect((await peer.receive(5)).map((pdu) => pdu.command_status)).toEqual([
    Status.ESME_RINVBNDSTS,
    Status.ESME_ROK,
    Status.ESME_RALYBND,
    Status.ESME_RINVBNDSTS,
    Status.ESME_RINVBNDSTS,
  ]);
});

test('a handler that throws or answers nonsense costs one message', async () => {
  const answers: (() => { message_id: string })[] = [
    () => {
      throw new Error('disk full');
    },
    () => ({ message_id: 'x'.repeat(100) }),
    () => ({ message_id: 'fine' }),
  ];
  const smsc = await startSmsc({
    onSubmit: async () => answers.shift()?.(),
  });
  const problems: string[] = [];
  smsc.on('problem', (problem) => problems.push(problem.message));
  const esme = await boundEsme(smsc.port);
  await expect(esme.submit({})).rejects.toMatchObject({ commandStatus: Status.ESME_RSYSERR });
  await expect(esme.submit({})).rejects.toMatchObject({ commandStatus: Status.ESME_RSYSERR });
  expect(await esme.submit({})).toMatchObject({ message_id: 'fine' });
  expect(problems).toEqual(['submit_sm handler failed', 'submit_sm handler failed']);
});

test('more unanswered requests than allowed are throttled, not stored', async () => {
  const smsc = await startSmsc({ maxUnanswered: 2, onSubmit: () => new Promise(() => undefined) });
  const peer = await rawBoundEsme(smsc);
  for (let n = 2; n < 6; n++) peer.send({ command: 'submit_sm', sequence_number: n });
  expect((await peer.receive(3)).slice(1)).toMatchObject([
    { command_status: Status.ESME_RTHROTTLED, sequence_number: 4 },
    { command_status: Status.ESME_RTHROTTLED, sequence_number: 5 },
  ]);
});

test('a peer that asks and never reads is not read either, and is given up', async () => {
  const clock = new ManualClock();
  const smsc = await startSmsc({ clock, responseTimeoutMs: 3_000, enquireLinkMs: 0 });
  const peer = await rawBoundEsme(smsc);
  const unbound = once(smsc, 'unbound');
  peer.socket.pause();
  const enquiries = Buffer.concat(
    Array.from({ length: 4_096 }, () => Buffer.from('00000010000000150000000000000002', 'hex')),
  );
  let refilled = 0;
  // Until the answers have filled the socket buffers of both ends and reading has stopped.
  while (refilled < 2_000 && peer.socket.writableLength < 4_000_000) {
    peer.socket.write(enquiries);
    refilled++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(refilled).toBeLessThan(2_000);
  clock.advance(3_000);
  const [, reason] = await unbound;
  expect(reason.message).toBe('the peer stopped reading');
});
