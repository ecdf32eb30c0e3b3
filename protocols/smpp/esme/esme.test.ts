import { once } from 'node:events';
import { ManualClock } from '@tandem/core';
import { expect, test, vi } from 'vitest';
import { Status } from '../pdu/command-status.ts';
import { boundEsme, newEsme, startRawSmsc, startSmsc } from '../testing/links.ts';

const SUBMIT = { destination_addr: '14045550101' } as const;

test('a submit resolves with the message id', async () => {
  const smsc = await startSmsc();
  const esme = await boundEsme(smsc.port);
  expect(await esme.submit(SUBMIT)).toMatchObject({ command: 'submit_sm_resp', message_id: '0A' });
  expect(esme.inFlight).toBe(0);
});

test('a refusal tells the status and whether to try again', async () => {
  const answers = [Status.ESME_RINVDSTADR, Status.ESME_RSYSERR];
  const smsc = await startSmsc({ onSubmit: () => answers.shift() });
  const esme = await boundEsme(smsc.port);
  await expect(esme.submit(SUBMIT)).rejects.toMatchObject({
    code: 'refused',
    commandStatus: Status.ESME_RINVDSTADR,
    retryable: false,
    sent: 'yes',
  });
  await expect(esme.submit(SUBMIT)).rejects.toMatchObject({ code: 'refused', retryable: true });
});

test('the window is never exceeded, answers may come in any order', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { window: 3 });
  const peer = await smsc.next();
  const submits = [1, 2, 3, 4, 5].map((n) => esme.submit({ ...SUBMIT, source_addr: `${n}` }));
  const [, ...first] = await peer.receive(4);
  expect(first).toHaveLength(3);
  expect([esme.inFlight, esme.queued]).toEqual([3, 2]);
  const answer = (sequence_number: number) =>
    peer.send({ command: 'submit_sm_resp', sequence_number, message_id: `id${sequence_number}` });
  for (const { sequence_number } of first.reverse()) answer(sequence_number);
  const rest = (await peer.receive(6)).slice(4);
  for (const { sequence_number } of rest) answer(sequence_number);
  const ids = (await Promise.all(submits)).map(({ message_id }) => message_id);
  expect(ids).toEqual(['id2', 'id3', 'id4', 'id5', 'id6']);
});

test('a submit without an answer times out, and a late answer harms nothing', async () => {
  const clock = new ManualClock();
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { clock, responseTimeoutMs: 1_000, enquireLinkMs: 0 });
  const peer = await smsc.next();
  const problems = vi.fn();
  esme.on('problem', problems);
  const submit = expect(esme.submit(SUBMIT)).rejects.toMatchObject({
    code: 'timed-out',
    sent: 'possibly',
    retryable: true,
  });
  const [, late] = await peer.receive(2);
  clock.advance(1_000);
  await submit;
  peer.send({ command: 'submit_sm_resp', sequence_number: late?.sequence_number ?? 0 });
  const next = esme.submit(SUBMIT);
  const [, , request] = await peer.receive(3);
  peer.send({ command: 'submit_sm_resp', sequence_number: request?.sequence_number ?? 0 });
  await next;
  expect(problems).toHaveBeenCalledOnce();
});

test('a deadline ends a submit that still waits for the window, and it was not sent', async () => {
  const clock = new ManualClock();
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { clock, window: 1, enquireLinkMs: 0 });
  esme.submit(SUBMIT).catch(() => undefined);
  const waiting = esme.submit(SUBMIT, { deadline: clock.now() + 300 });
  const overdue = esme.submit(SUBMIT, { deadline: clock.now() - 1 });
  const ended = expect(waiting).rejects.toMatchObject({ code: 'timed-out', sent: 'no' });
  await expect(overdue).rejects.toMatchObject({ code: 'timed-out', sent: 'no' });
  clock.advance(300);
  await ended;
});

test('a lost link ends every submit and says which may have been sent', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { window: 1 });
  const peer = await smsc.next();
  const sent = esme.submit(SUBMIT);
  const queued = esme.submit(SUBMIT);
  await peer.receive(2);
  peer.socket.destroy();
  await expect(sent).rejects.toMatchObject({ code: 'link-lost', sent: 'possibly' });
  await expect(queued).rejects.toMatchObject({ code: 'link-lost', sent: 'no' });
  await expect(esme.submit(SUBMIT)).rejects.toMatchObject({ code: 'not-bound', sent: 'no' });
});

test('more than maxQueued waiting submits are refused at once', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { window: 1, maxQueued: 1 });
  const submits = [1, 2, 3].map(() => esme.submit(SUBMIT).catch((error) => error.code));
  expect(await submits[2]).toBe('queue-full');
});

test('a field that cannot be encoded is named and costs nothing else', async () => {
  const smsc = await startSmsc();
  const esme = await boundEsme(smsc.port);
  await expect(esme.submit({ source_addr: 'x'.repeat(30) })).rejects.toMatchObject({
    code: 'invalid-field',
    sent: 'no',
    retryable: false,
    message: expect.stringContaining('source_addr'),
  });
  await esme.submit(SUBMIT);
});

test('it binds again after the link is lost, with full jitter and growing steps', async () => {
  const clock = new ManualClock();
  const smsc = await startRawSmsc();
  const esme = newEsme(smsc.port, {
    clock,
    random: () => 0.5,
    reconnect: { minMs: 100, maxMs: 1_000 },
  });
  const delays: number[] = [];
  esme.on('unbound', (_reason, delayMs) => delays.push(delayMs));
  esme.start();
  for (let i = 0; i < 5; i++) {
    await once(esme, 'bound');
    const lost = once(esme, 'unbound');
    (await smsc.next()).socket.destroy();
    await lost;
    clock.advance(1_000);
  }
  expect(delays).toEqual([50, 100, 200, 400, 500]);
});

test('a refused bind is tried again later and told with its status', async () => {
  const clock = new ManualClock();
  const smsc = await startSmsc({ authenticate: () => Status.ESME_RINVPASWD });
  const esme = newEsme(smsc.port, { clock });
  esme.start();
  const [reason] = await once(esme, 'unbound');
  expect(reason).toMatchObject({ code: 'refused', commandStatus: Status.ESME_RINVPASWD });
  expect(esme.state).toBe('waiting');
});

test('throttling pauses the bind, longer each time, until the SMSC accepts again', async () => {
  const clock = new ManualClock();
  const statuses = [Status.ESME_RTHROTTLED, Status.ESME_RMSGQFUL, Status.ESME_ROK];
  const smsc = await startSmsc({ onSubmit: () => statuses.shift() });
  const esme = await boundEsme(smsc.port, {
    clock,
    random: () => 1,
    throttle: { minMs: 100, maxMs: 1_000 },
    enquireLinkMs: 0,
  });
  const pauses: number[] = [];
  esme.on('throttled', (pauseMs) => pauses.push(pauseMs));
  await expect(esme.submit(SUBMIT)).rejects.toMatchObject({ code: 'refused', retryable: true });
  const second = esme.submit(SUBMIT);
  expect(esme.queued).toBe(1);
  clock.advance(100);
  await expect(second).rejects.toMatchObject({ commandStatus: Status.ESME_RMSGQFUL });
  const third = esme.submit(SUBMIT);
  clock.advance(199);
  expect(esme.queued).toBe(1);
  clock.advance(1);
  await third;
  expect(pauses).toEqual([100, 200]);
});

test('messagesPerSecond paces the submits', async () => {
  const clock = new ManualClock();
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { clock, messagesPerSecond: 20, window: 100 });
  const submits = Array.from({ length: 10 }, () => esme.submit(SUBMIT).catch(() => undefined));
  expect([esme.inFlight, esme.queued]).toEqual([2, 8]);
  clock.advance(50);
  expect([esme.inFlight, esme.queued]).toEqual([3, 7]);
  clock.advance(100);
  expect([esme.inFlight, esme.queued]).toEqual([5, 5]);
  await esme.close(0);
  await Promise.all(submits);
});

test('close finishes what is under way, unbinds, and refuses what comes later', async () => {
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port);
  const peer = await smsc.next();
  const submit = esme.submit(SUBMIT);
  const closed = esme.close(10_000);
  await expect(esme.submit(SUBMIT)).rejects.toMatchObject({ code: 'closed', sent: 'no' });
  const [, request] = await peer.receive(2);
  peer.send({ command: 'submit_sm_resp', sequence_number: request?.sequence_number ?? 0 });
  await submit;
  const [, , unbind] = await peer.receive(3);
  expect(unbind?.command).toBe('unbind');
  peer.send({ command: 'unbind_resp', sequence_number: unbind?.sequence_number ?? 0 });
  await closed;
  expect(esme.state).toBe('closed');
});

test('close ends what is still pending at its deadline', async () => {
  const clock = new ManualClock();
  const smsc = await startRawSmsc();
  const esme = await boundEsme(smsc.port, { clock });
  const submit = expect(esme.submit(SUBMIT)).rejects.toMatchObject({
    code: 'closed',
    sent: 'possibly',
  });
  const closed = esme.close(2_000);
  clock.advance(2_000);
  await Promise.all([submit, closed]);
});

test('wrong options are refused by name', () => {
  expect(() => newEsme(2775, { password: 'much too long', window: 0 })).toThrow(
    /window must be >= 1; password must NOT have more than 8 characters/,
  );
});
