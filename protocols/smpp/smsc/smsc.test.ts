import { once } from 'node:events';
import { ManualClock } from '@tandem/core';
import { expect, test, vi } from 'vitest';
import { listenForOutbind } from '../esme/outbind-listener.ts';
import { Status } from '../pdu/command-status.ts';
import type { Session } from '../session/session.ts';
import { atEnd, boundEsme, newEsme, rawBoundEsme, rawEsme, startSmsc } from '../testing/links.ts';
import type { SmscSession } from './smsc-session.ts';

test('authenticate sees the bind and decides; a refused connection ends', async () => {
  const seen = vi.fn();
  const smsc = await startSmsc({
    authenticate: (bind, peer) => {
      seen(bind.command, bind.system_id, bind.password, peer.address);
      return Status.ESME_RINVPASWD;
    },
  });
  const peer = await rawEsme(smsc);
  peer.send({ command: 'bind_transmitter', sequence_number: 1, system_id: 'a', password: 'b' });
  await peer.end();
  expect(peer.received).toMatchObject([
    { command: 'bind_transmitter_resp', command_status: Status.ESME_RINVPASWD },
  ]);
  expect(seen).toHaveBeenCalledWith('bind_transmitter', 'a', 'b', '127.0.0.1');
  expect(smsc.sessions).toEqual([]);
});

test('an authenticate that fails refuses the bind and tells its owner', async () => {
  const smsc = await startSmsc({ authenticate: () => Promise.reject(new Error('no database')) });
  const problem = once(smsc, 'problem');
  const esme = newEsme(smsc.port);
  esme.start();
  const [reason] = await once(esme, 'unbound');
  expect(reason).toMatchObject({ commandStatus: Status.ESME_RBINDFAIL });
  expect((await problem)[0].cause.message).toBe('no database');
});

test('a bound session shows who it is and comes and goes with its connection', async () => {
  const smsc = await startSmsc();
  const bound = once(smsc, 'bound');
  const esme = await boundEsme(smsc.port, {
    bindType: 'receiver',
    systemType: 'VMA',
    addressRange: { ton: 1, npi: 1, range: '^40455' },
  });
  const [session] = (await bound) as [SmscSession];
  expect(smsc.sessions).toEqual([session]);
  expect(session).toMatchObject({
    systemId: 'tandem',
    systemType: 'VMA',
    bindType: 'receiver',
    addressRange: { ton: 1, npi: 1, range: '^40455' },
    state: 'bound_rx',
    receives: true,
  });
  await expect(esme.submit({})).rejects.toMatchObject({ code: 'not-bound' });
  const unbound = once(smsc, 'unbound');
  await esme.close();
  expect((await unbound)[1]).toMatchObject({ message: 'the peer unbound' });
  expect(smsc.sessions).toEqual([]);
});

test('deliver_sm reaches the handler, whose answer comes back; alerts have none', async () => {
  const smsc = await startSmsc();
  const bound = once(smsc, 'bound');
  const delivered = vi.fn();
  const esme = await boundEsme(smsc.port, {
    onDeliver: (pdu) => {
      delivered(pdu.command, pdu.source_addr);
      return pdu.command === 'data_sm' ? Status.ESME_RX_P_APPN : undefined;
    },
  });
  const [session] = (await bound) as [SmscSession];
  await session.deliver({ source_addr: '14045550101' });
  await expect(session.deliverData({ source_addr: '2' })).rejects.toMatchObject({
    commandStatus: Status.ESME_RX_P_APPN,
    retryable: false,
  });
  expect(delivered.mock.calls).toEqual([
    ['deliver_sm', '14045550101'],
    ['data_sm', '2'],
  ]);
  const alert = once(esme, 'alert_notification');
  session.alert({ source_addr: '14045550101' });
  expect((await alert)[0]).toMatchObject({ source_addr: '14045550101' });
});

test('without a handler deliver_sm is refused for now, so that the SMSC keeps it', async () => {
  const smsc = await startSmsc();
  const bound = once(smsc, 'bound');
  await boundEsme(smsc.port);
  const [session] = (await bound) as [SmscSession];
  await expect(session.deliver({})).rejects.toMatchObject({
    commandStatus: Status.ESME_RX_T_APPN,
    retryable: true,
  });
});

test('other operations reach onRequest, or are refused as not offered', async () => {
  const offering = await startSmsc({
    onRequest: (_session, pdu) =>
      pdu.command === 'query_sm' ? { message_id: pdu.message_id, message_state: 2 } : undefined,
  });
  const esme = await boundEsme(offering.port);
  expect(await esme.request('query_sm', { message_id: '0A' })).toMatchObject({ message_state: 2 });
  await esme.request('cancel_sm', { message_id: '0A' });
  const plain = await boundEsme((await startSmsc()).port);
  await expect(plain.request('replace_sm', {})).rejects.toMatchObject({
    commandStatus: Status.ESME_RINVCMDID,
  });
});

test('a connection that never binds is closed in time', async () => {
  const clock = new ManualClock();
  const smsc = await startSmsc({ clock, bindTimeoutMs: 2_000 });
  const peer = await rawEsme(smsc);
  peer.send({ command: 'enquire_link', sequence_number: 1 });
  await peer.receive(1);
  clock.advance(2_000);
  await peer.end();
});

test('connections beyond maxSessions are closed at once', async () => {
  const smsc = await startSmsc({ maxSessions: 1 });
  await rawBoundEsme(smsc);
  await (await rawEsme(smsc)).end();
  expect(smsc.sessions).toHaveLength(1);
});

test('an ESME of an earlier version gets no optional parameters', async () => {
  const smsc = await startSmsc();
  const bound = once(smsc, 'bound');
  const peer = await rawEsme(smsc);
  peer.send({ command: 'bind_receiver', sequence_number: 1, interface_version: 0x33 });
  const [session] = (await bound) as [SmscSession];
  const delivered = session.deliver({ tlvs: { message_state: 2 } });
  const [bindAnswer, deliver] = await peer.receive(2);
  expect([bindAnswer?.tlvs, deliver?.tlvs]).toEqual([{}, {}]);
  peer.send({ command: 'deliver_sm_resp', sequence_number: deliver?.sequence_number ?? 0 });
  await delivered;
});

test('outbind makes a listening ESME bind, and the SMSC delivers on that connection', async () => {
  const smsc = await startSmsc();
  let atEsme: Session | undefined;
  const listener = await listenForOutbind({
    host: '127.0.0.1',
    port: 0,
    authenticate: (outbind) => outbind.system_id === 'SMSC' && outbind.password === 'knock',
    esme: {
      host: '127.0.0.1',
      port: smsc.port,
      systemId: 'tandem',
      password: 'secret',
      bindType: 'receiver',
      onDeliver: () => Status.ESME_ROK,
    },
    onBound: (session) => {
      atEsme = session;
    },
  });
  atEnd(() => listener.close());
  const target = { host: '127.0.0.1', port: listener.port, systemId: 'SMSC' };
  const session = await smsc.outbind({ ...target, password: 'knock' });
  expect(session.bindType).toBe('receiver');
  expect(await session.deliver({})).toMatchObject({ command: 'deliver_sm_resp' });
  expect(atEsme?.state).toBe('bound_rx');
  await expect(smsc.outbind({ ...target, password: 'guess' })).rejects.toMatchObject({
    code: 'not-bound',
  });
});

test('close unbinds every session and frees the port', async () => {
  const smsc = await startSmsc();
  const esme = await boundEsme(smsc.port);
  const unbound = once(esme, 'unbound');
  await smsc.close(1_000);
  expect((await unbound)[0]).toMatchObject({ code: 'link-lost', message: 'the peer unbound' });
  const again = await startSmsc({ port: smsc.port });
  await expect(startSmsc({ port: again.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
