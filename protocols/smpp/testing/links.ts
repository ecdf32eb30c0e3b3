import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { createEsme, type Esme } from '../esme/esme.ts';
import type { EsmeOptions } from '../esme/options.ts';
import { decode, encode } from '../pdu/codec.ts';
import { Status } from '../pdu/command-status.ts';
import { Framer } from '../pdu/framer.ts';
import type { Pdu, PduInput } from '../pdu/pdu.ts';
import type { SmscOptions } from '../smsc/options.ts';
import { createSmsc, type Smsc } from '../smsc/smsc.ts';

const closers: (() => unknown)[] = [];

/** Runs after the test, whatever became of it. */
export function atEnd(close: () => unknown): void {
  closers.push(close);
}

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

export async function startSmsc(options: Partial<SmscOptions> = {}): Promise<Smsc> {
  const smsc = await createSmsc({
    port: 0,
    authenticate: () => Status.ESME_ROK,
    onSubmit: () => ({ message_id: '0A' }),
    ...options,
  });
  atEnd(() => smsc.close(50));
  return smsc;
}

export function newEsme(port: number, options: Partial<EsmeOptions> = {}): Esme {
  const esme = createEsme({
    host: '127.0.0.1',
    port,
    systemId: 'tandem',
    password: 'secret',
    ...options,
  });
  atEnd(() => esme.close(50));
  return esme;
}

export async function boundEsme(port: number, options: Partial<EsmeOptions> = {}): Promise<Esme> {
  const esme = newEsme(port, options);
  esme.start();
  await once(esme, 'bound');
  return esme;
}

/** The other end of a connection, which sends and reads bytes as a test tells it. */
export class RawPeer {
  readonly socket: Socket;
  readonly received: Pdu[] = [];
  #waiting: (() => void)[] = [];
  ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    const framer = new Framer((bytes, start, end) => {
      this.received.push(decode(Buffer.from(bytes.subarray(start, end))));
    });
    socket.on('data', (chunk: Buffer) => {
      framer.push(chunk);
      this.#wake();
    });
    socket.on('error', () => this.#wake());
    socket.on('close', () => {
      this.ended = true;
      this.#wake();
    });
    atEnd(() => socket.destroy());
  }

  send(...pdus: (PduInput | Buffer)[]): void {
    const bytes = pdus.map((pdu) => (Buffer.isBuffer(pdu) ? pdu : encode(pdu)));
    this.socket.write(Buffer.concat(bytes));
  }

  /** Resolves when so many PDUs have been received in all. */
  async receive(count: number): Promise<Pdu[]> {
    await this.#until(() => this.received.length >= count || this.ended);
    return this.received;
  }

  async end(): Promise<void> {
    await this.#until(() => this.ended);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

export async function rawEsme(smsc: Smsc): Promise<RawPeer> {
  const socket = connect(smsc.port, '127.0.0.1');
  await once(socket, 'connect');
  return new RawPeer(socket);
}

/** A raw ESME that is bound already; the bind answer is the first PDU it received. */
export async function rawBoundEsme(smsc: Smsc): Promise<RawPeer> {
  const peer = await rawEsme(smsc);
  peer.send({ command: 'bind_transceiver', sequence_number: 1, system_id: 'raw' });
  await peer.receive(1);
  return peer;
}

export interface RawSmsc {
  readonly port: number;
  /** The next connection that bound. */
  next(): Promise<RawPeer>;
  close(): Promise<void>;
}

/** Accepts every bind and leaves the rest to the test. */
export async function startRawSmsc(bindStatus: number = Status.ESME_ROK): Promise<RawSmsc> {
  const peers: RawPeer[] = [];
  const server: Server = createServer((socket) => {
    const peer = new RawPeer(socket);
    void peer.receive(1).then(([bind]) => {
      if (bind?.command !== 'bind_transceiver') return;
      peer.send({
        command: 'bind_transceiver_resp',
        command_status: bindStatus,
        sequence_number: bind.sequence_number,
      });
      peers.push(peer);
      server.emit('peer');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    for (const { socket } of peers) socket.destroy();
  };
  atEnd(close);
  return {
    port: (server.address() as AddressInfo).port,
    next: async () => {
      while (peers.length === 0) await once(server, 'peer');
      return peers.shift() as RawPeer;
    },
    close,
  };
}
