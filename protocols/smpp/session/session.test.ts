import { afterEach, expect, test } from 'vitest';
import {
  createEsme,
  createSmsc,
  type Esme,
  type EsmeOptions,
  type Smsc,
  type SmscOptions,
  Status,
} from '../index.ts';

const opened: { close: (deadlineMs?: number) => Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close(100)));
});

async function smscWith(options: Partial<SmscOptions> = {}): Promise<Smsc> {
  const smsc = await createSmsc({
    port: 0,
    authenticate: () => Status.ESME_ROK,
    onSubmit: (_session, pdu) => ({ message_id: pdu.destination_addr }),
    ...options,
  });
  opened.push(smsc);
  return smsc;
}

async function esmeTo(smsc: Smsc, options: Partial<EsmeOptions> = {}): Promise<Esme> {
  const esme = createEsme({
    host: '127.0.0.1',
    port: smsc.port,
    systemId: 'tandem',
    password: 'secret',
    ...options,
  });
  opened.push(esme);
  esme.start();
  await new Promise<void>((resolve) => esme.once('bound', resolve));
  return esme;
}

test('a submit is answered with the message id of the SMSC', async () => {
  const esme = await esmeTo(await smscWith());
  const response = await esme.submit({ destination_addr: '14045550101' });
  expect(response.message_id).toBe('14045550101');
  await esme.close(1_000);
  expect(esme.state).toBe('closed');
});

test('the SMSC delivers to a bound transceiver and gets the status its handler returned', async () => {
  const smsc = await smscWith();
  const bound = new Promise<void>((resolve) => smsc.once('bound', () => resolve()));
  await esmeTo(smsc, { onDeliver: () => Status.ESME_RX_P_APPN });
  await bound;
  const [session] = smsc.sessions;
  await expect(session?.deliver({ source_addr: '1' })).rejects.toMatchObject({
    code: 'refused',
    commandStatus: Status.ESME_RX_P_APPN,
    retryable: false,
  });
});
