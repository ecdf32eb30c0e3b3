import { createEsme, createSmsc, Status } from '@tandem/smpp';
import { loadPeer, type PeerLibrary } from './peer.ts';
import { CREDENTIALS, MESSAGE } from './workload.ts';

export type Contender = 'tandem' | 'npm smpp';

/** `['server', contender]` or `['client', contender, port, window, seconds]`. */
export async function runSmppChild(args: readonly string[]): Promise<void> {
  const [role, contender, ...numbers] = args;
  const [port = 0, window = 1, seconds = 1] = numbers.map(Number);
  if (role === 'server') {
    tell({ port: contender === 'tandem' ? await ourServer() : await peerServer(await peer()) });
  } else {
    const rate =
      contender === 'tandem'
        ? await ourClient(port, window, seconds)
        : await peerClient(await peer(), port, window, seconds);
    tell({ rate });
  }
}

function tell(message: object): void {
  process.send?.(message);
}

async function peer(): Promise<PeerLibrary> {
  const library = await loadPeer();
  if (!library) throw new Error('npm smpp is not installed');
  return library;
}

async function ourServer(): Promise<number> {
  let lastId = 0;
  const smsc = await createSmsc({
    port: 0,
    authenticate: () => Status.ESME_ROK,
    onSubmit: () => {
      lastId += 1;
      return { message_id: lastId.toString(16) };
    },
  });
  return smsc.port;
}

function peerServer(library: PeerLibrary): Promise<number> {
  let lastId = 0;
  const server = library.createServer((session) => {
    session.on('bind_transceiver', (pdu) => session.send(pdu.response({})));
    session.on('submit_sm', (pdu) => {
      lastId += 1;
      session.send(pdu.response({ message_id: lastId.toString(16) }));
    });
    session.on('error', () => session.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

/** Half a second of warm-up, then `seconds` of counting; answers per second. */
class Meter {
  #answered = 0;
  #startedAt = performance.now() + 500;
  readonly #endsAt: number;

  constructor(seconds: number) {
    this.#endsAt = this.#startedAt + seconds * 1_000;
  }

  /** Counts one answer; false when the time is over. */
  answered(): boolean {
    const now = performance.now();
    if (now >= this.#startedAt) this.#answered++;
    return now < this.#endsAt;
  }

  get rate(): number {
    return (this.#answered / (this.#endsAt - this.#startedAt)) * 1_000;
  }
}

async function ourClient(port: number, window: number, seconds: number): Promise<number> {
  const esme = createEsme({ host: '127.0.0.1', port, ...CREDENTIALS, window });
  esme.start();
  await new Promise<void>((resolve) => esme.once('bound', resolve));
  const meter = new Meter(seconds);
  const submitter = async () => {
    do await esme.submit(MESSAGE);
    while (meter.answered());
  };
  await Promise.all(Array.from({ length: window }, submitter));
  await esme.close();
  return meter.rate;
}

async function peerClient(
  library: PeerLibrary,
  port: number,
  window: number,
  seconds: number,
): Promise<number> {
  const session = await new Promise<ReturnType<PeerLibrary['connect']>>((resolve) => {
    const connecting = library.connect({ host: '127.0.0.1', port }, () => resolve(connecting));
  });
  const { systemId: system_id, password } = CREDENTIALS;
  await new Promise((resolve) => session.bind_transceiver({ system_id, password }, resolve));
  const meter = new Meter(seconds);
  const submitter = () =>
    new Promise<void>((resolve) => {
      const next = () => session.submit_sm(MESSAGE, () => (meter.answered() ? next() : resolve()));
      next();
    });
  await Promise.all(Array.from({ length: window }, submitter));
  session.destroy();
  return meter.rate;
}
