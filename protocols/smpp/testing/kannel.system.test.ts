import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@tandem/core';
import { expect, test } from 'vitest';
import { Status } from '../pdu/command-status.ts';
import type { Pdu } from '../pdu/pdu.ts';
import { RegisteredDelivery } from '../pdu/values.ts';
import { buildReceipt } from '../receipts/build.ts';
import { Reassembly } from '../segmentation/reassembly.ts';
import type { SmscSession } from '../smsc/smsc-session.ts';
import { findTool, Kannel } from './kannel.ts';
import { atEnd, startSmsc } from './links.ts';
import { Relay } from './relay.ts';

const bearerbox = findTool('bearerbox');
const smsbox = findTool('smsbox');
const HINT = 'bearerbox and smsbox of Kannel are not installed: apt-get install -y kannel';

/** The paths that Kannel calls, in order of arrival. */
class Calls {
  readonly #paths: string[] = [];
  readonly #server = createServer((request, response) => {
    this.#paths.push(request.url ?? '');
    response.end('ok');
    this.#server.emit('called');
  });

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    atEnd(() => this.#server.close());
    return (this.#server.address() as AddressInfo).port;
  }

  async received(path: string): Promise<void> {
    while (!this.#paths.includes(path)) await once(this.#server, 'called');
  }
}

test('Kannel binds to our SMSC, submits, takes receipts and messages, and unbinds', async (context) => {
  if (!bearerbox || !smsbox) {
    if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(HINT);
    process.stderr.write(`skipped: ${HINT}\n`);
    context.skip(HINT);
    return;
  }
  const submitted: Pdu<'submit_sm'>[] = [];
  const problems: Error[] = [];
  const arrivals = new EventEmitter();
  const smsc = await startSmsc({
    authenticate: (bind) =>
      bind.system_id === 'kannel' && bind.password === 'secret'
        ? Status.ESME_ROK
        : Status.ESME_RINVPASWD,
    onSubmit: (_session, pdu) => {
      submitted.push({ ...pdu, short_message: Buffer.from(pdu.short_message) });
      arrivals.emit('submitted');
      return { message_id: `A${submitted.length}` };
    },
  });
  smsc.on('problem', (problem) => problems.push(problem));
  const submits = async (count: number) => {
    while (submitted.length < count) await once(arrivals, 'submitted');
  };

  const relay = new Relay(smsc.port);
  atEnd(() => relay.close());
  const calls = new Calls();
  const httpPort = await calls.listen();
  const bound = once(smsc, 'bound');
  const kannel = new Kannel();
  atEnd(() => kannel.stop());
  await kannel.start(bearerbox, smsbox, { smsc: await relay.listen(), http: httpPort });
  const [session] = (await bound) as [SmscSession];
  expect(session).toMatchObject({ systemId: 'kannel', bindType: 'transceiver', systemType: 'VMA' });

  // A message, its receipt matched by Kannel, and the report on it.
  const dlrUrl = `http://127.0.0.1:${httpPort}/dlr?state=%d`;
  expect(await kannel.send('14045550101', 'Pay 120 USD?', dlrUrl)).toBe(202);
  await submits(1);
  const [first] = submitted;
  expect(first).toMatchObject({ destination_addr: '14045550101', source_addr: '40455' });
  const { always, intermediateNotification } = RegisteredDelivery;
  expect(first?.registered_delivery).toBe(always | intermediateNotification);
  expect(first?.short_message.toString()).toBe('Pay 120 USD?');
  const now = Date.now();
  const receipt = { messageId: 'A1', state: 'DELIVERED', submittedAt: now, doneAt: now } as const;
  await session.deliver({
    source_addr: '14045550101',
    destination_addr: '40455',
    ...buildReceipt(receipt),
  });
  await calls.received('/dlr?state=1');

  // A message that Kannel has to split.
  const long = 'A sentence of thirty letters, '.repeat(8);
  await kannel.send('14045550102', long, dlrUrl);
  await submits(3);
  const parts = new Reassembly({ clock: systemClock, expiryMs: 60_000, maxMessages: 1 });
  const whole = submitted.slice(1).map((part) => parts.add(part)?.toString());
  expect(whole).toEqual([undefined, long]);

  // A message from a subscriber.
  await session.deliver({
    source_addr: '14045550101',
    destination_addr: '40455',
    short_message: Buffer.from('YES'),
  });
  await calls.received('/mo?from=14045550101&text=YES');

  await relay.saw('esme enquire_link');
  await relay.saw('smsc enquire_link_resp');
  const unbound = once(smsc, 'unbound');
  await kannel.stop();
  expect((await unbound)[1]).toMatchObject({ message: 'the peer unbound' });
  await relay.saw('smsc unbind_resp');
  expect(problems).toEqual([]);
});
