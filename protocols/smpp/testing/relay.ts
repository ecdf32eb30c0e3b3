import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { decode } from '../pdu/codec.ts';
import { Framer } from '../pdu/framer.ts';

/** Stands between two peers and tells which PDUs pass: `esme submit_sm`, `smsc submit_sm_resp`. */
export class Relay {
  readonly passed: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #waiting: (() => void)[] = [];

  constructor(smscPort: number) {
    this.#server = createServer((esme) => {
      const smsc = connect(smscPort, '127.0.0.1');
      this.#pass(esme, smsc, 'esme');
      this.#pass(smsc, esme, 'smsc');
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async saw(entry: string): Promise<void> {
    while (!this.passed.includes(entry)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(from: Socket, to: Socket, side: string): void {
    this.#sockets.add(from);
    const framer = new Framer((bytes, start, end) => {
      this.passed.push(`${side} ${decode(Buffer.from(bytes.subarray(start, end))).command}`);
      for (const resume of this.#waiting.splice(0)) resume();
    });
    from.on('data', (chunk: Buffer) => {
      framer.push(chunk);
      to.write(chunk);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => to.end());
  }
}
