import { Status } from '@tandem/smpp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Rig, startRig } from './testing/rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 5 });

async function start(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  rig = await startRig(options);
  return rig;
}

describe('SMSC', () => {
  it.each([
    ['an ordinary text message', { protocol_id: 0, data_coding: 0 }, 'ESME_RINVSERTYP'],
    ['a class 2 message that is no SIM data download', { protocol_id: 0 }, 'ESME_RINVSERTYP'],
    ['8-bit data without a class', { data_coding: 4 }, 'ESME_RINVSERTYP'],
    ['a national number', { dest_addr_ton: 2 }, 'ESME_RINVDSTTON'],
    ['another numbering plan', { dest_addr_npi: 8 }, 'ESME_RINVDSTNPI'],
    ['letters in the number', { destination_addr: '1404ACME101' }, 'ESME_RINVDSTADR'],
    ['a plus in the number', { destination_addr: '+14045550101' }, 'ESME_RINVDSTADR'],
    ['no number', { destination_addr: '' }, 'ESME_RINVDSTADR'],
    ['datagram mode', { esm_class: 1 }, 'ESME_RINVESMCLASS'],
    ['no user data', { short_message: Buffer.alloc(0) }, 'ESME_RINVMSGLEN'],
    ['141 octets', { short_message: Buffer.alloc(141) }, 'ESME_RINVMSGLEN'],
    ['a validity that is no time', { validity_period: '9913321X' }, 'ESME_RINVEXPIRY'],
  ] as const)('refuses %s', async (_, fields, status) => {
    const { tandem, carrier, subscriber } = await start();
    await expect(tandem.wake(subscriber('ordinary'), fields)).rejects.toMatchObject({
      commandStatus: Status[status],
    });
    expect(carrier.smsc.counts.refused).toEqual({ [status]: 1 });
    expect(tandem.binds[0]?.state).toBe('bound');
  });

  it('refuses binds of unknown systems and with wrong passwords', async () => {
    const { tandem, ports } = await start({ binds: 1 });
    const before = tandem.binds.length;
    for (const [systemId, password] of [
      ['nobody', 'secret'],
      ['tandem', 'wrong'],
    ] as const) {
      const refused = tandem.bind(ports.smsc, 1, systemId, password);
      const bind = tandem.binds.at(-1);
      await new Promise((resolve) => bind?.once('unbound', resolve));
      await bind?.close();
      expect(await Promise.race([refused, 'refused'])).toBe('refused');
    }
    expect(tandem.binds.length).toBe(before + 2);
  });

  it('sends receipts round robin on the binds of the system, and on none of another', async () => {
    const { tandem, ports, subscriber } = await start({ binds: 3 });
    await tandem.bind(ports.smsc, 1, 'other');
    for (let i = 0; i < 9; i += 1) await tandem.wake(subscriber('silent', i));
    await until(() => expect(tandem.receipts).toHaveLength(9));
    const byBind = [0, 1, 2, 3].map(
      (bind) => tandem.receipts.filter((receipt) => receipt.bind === bind).length,
    );
    expect(byBind).toEqual([3, 3, 3, 0]);
  });

  it('keeps the receipts of a system without a bind until it is back', async () => {
    const { tandem, carrier, ports, subscriber } = await start({
      binds: 1,
      deliveryTime: { minMs: 50, maxMs: 50 },
    });
    await tandem.wake(subscriber('silent'));
    await tandem.binds[0]?.close();
    await until(() => expect(carrier.smsc.path.desk.waiting).toBe(1));
    await tandem.bind(ports.smsc, 1);
    await until(() => expect(tandem.receipts).toHaveLength(1));
    expect(carrier.smsc.path.desk.waiting).toBe(0);
  });

  it.each([
    ['decimal', 'hexadecimal', 16],
    ['hexadecimal', 'decimal', 10],
  ] as const)(
    'answers with %s ids and writes %s ones into receipts',
    async (responseIds, receiptIds, radix) => {
      const { tandem, subscriber } = await start({ responseIds, receiptIds, receiptTlvs: false });
      const messageId = await tandem.wake(subscriber('silent'));
      await until(() => expect(tandem.receipts).toHaveLength(1));
      const written = tandem.receipts[0]?.receipt.messageId ?? '';
      expect(written).not.toBe(messageId);
      const responseRadix = radix === 16 ? 10 : 16;
      expect(Number.parseInt(written, radix)).toBe(Number.parseInt(messageId, responseRadix));
    },
  );

  it('reports a number that it does not know as undeliverable', async () => {
    const { tandem, subscriber } = await start();
    await tandem.wake(subscriber('ordinary'), { destination_addr: '14165550199' });
    await until(() => expect(tandem.receipts[0]?.receipt.state).toBe('UNDELIVERABLE'));
    expect(tandem.polls).toEqual([]);
  });

  it('takes the wake-ups of spare applets and reports them delivered', async () => {
    const { tandem, carrier } = await start();
    const [spare] = carrier.fleet.spares;
    if (!spare) throw new Error('there are spares');
    await tandem.wake(spare);
    await until(() => expect(tandem.receipts[0]?.receipt.state).toBe('DELIVERED'));
    expect(tandem.polls).toEqual([]);
  });

  it('sends no receipt that was not asked for', async () => {
    const { tandem, carrier, subscriber } = await start();
    await tandem.wake(subscriber('silent', 0), { registered_delivery: 0 });
    await tandem.wake(subscriber('silent', 1), { registered_delivery: 2 });
    await tandem.wake(subscriber('silent', 2));
    await until(() => expect(tandem.receipts).toHaveLength(1));
    expect(carrier.smsc.path.counts.delivered).toBe(3);
  });

  it('puts a concatenated message together before the SIM sees it', async () => {
    const { tandem, carrier, subscriber } = await start();
    const ordinary = subscriber('ordinary');
    const whole = tandem.wakeUpFields(ordinary).short_message;
    if (!(whole instanceof Buffer)) throw new Error('a wake-up has user data');
    const parts = [whole.subarray(0, 20), whole.subarray(20)].map((part, i) =>
      Buffer.concat([Buffer.from([5, 0, 3, 7, 2, i + 1]), part]),
    );
    for (const short_message of parts)
      await tandem.wake(ordinary, { esm_class: 0x40, short_message });
    await until(() => expect(carrier.handsets.counts.ordinary.wakeUps).toBe(1));
    await until(() => expect(tandem.receipts).toHaveLength(parts.length));
    expect(carrier.handsets.counts.ordinary.invalidWakeUps).toBe(0);
  });

  it('throttles each bind to its messages a second', async () => {
    const { tandem, carrier, subscriber } = await start({ messagesPerSecondPerBind: 5, binds: 1 });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => tandem.wake(subscriber('silent', i))),
    );
    expect(carrier.smsc.counts.throttled).toBeGreaterThan(0);
    const refused = results.filter(({ status }) => status === 'rejected');
    for (const { reason } of refused as PromiseRejectedResult[]) {
      expect(reason).toMatchObject({ commandStatus: Status.ESME_RTHROTTLED, retryable: true });
    }
  });
});
