import { createEsme, createSmsc, DataCoding, Status } from '@tandem/smpp';
import { type Load, run } from './load.ts';

const HOST = '127.0.0.1';
const CREDENTIALS = { systemId: 'bench', password: 'bench' } as const;
/** Wide enough never to be what the floor waits for. */
const WINDOW = 1_000;

const WAKE_UP = {
  source_addr_ton: 5,
  source_addr_npi: 0,
  source_addr: 'TANDEM',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '14045550101',
  protocol_id: 0x7f,
  registered_delivery: 1,
  data_coding: 0xf6,
  short_message: Buffer.alloc(40, 0x2a),
} as const;

/** As long as the text of a delivery receipt (SMPP 3.4 appendix B). */
const RECEIPT = {
  source_addr: '14045550101',
  destination_addr: 'TANDEM',
  esm_class: 0x04,
  data_coding: DataCoding.smscDefault,
  short_message: Buffer.alloc(110, 0x2a),
} as const;

/** An SMSC that accepts everything and reports it delivered at once. Resolves with the port. */
export async function listenSmsc(): Promise<number> {
  let lastId = 0;
  const smsc = await createSmsc({
    host: HOST,
    port: 0,
    window: WINDOW,
    authenticate: () => Status.ESME_ROK,
    onSubmit: (session) => {
      lastId += 1;
      setImmediate(() => void session.deliver(RECEIPT).catch(() => session.close()));
      return { message_id: String(lastId) };
    },
  });
  return smsc.port;
}

/** Messages submitted, answered and reported delivered. */
export async function driveMessages({
  port,
  ...load
}: Load & { readonly port: number }): Promise<number> {
  /** One bind keeps its order: the next receipt belongs to the submit that waits longest. */
  const waiting: (() => void)[] = [];
  const esme = createEsme({
    host: HOST,
    port,
    ...CREDENTIALS,
    window: WINDOW,
    onDeliver: () => {
      waiting.shift()?.();
      return Status.ESME_ROK;
    },
  });
  esme.start();
  await new Promise<void>((resolve) => esme.once('bound', resolve));
  try {
    return await run(load, async () => {
      const delivered = new Promise<void>((resolve) => waiting.push(resolve));
      await esme.submit(WAKE_UP);
      await delivered;
    });
  } finally {
    await esme.close();
  }
}
