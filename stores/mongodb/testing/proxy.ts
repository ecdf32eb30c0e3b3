import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** Stands between a driver and its server; ends TLS when it is given a certificate. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target = 0;
  #marker: string | undefined;
  #answersToLose = 0;

  constructor(tls?: TlsOptions) {
    const accept = (near: Socket): void => this.#relay(near);
    this.#server = tls ? createTlsServer(tls, accept) : createServer(accept);
    this.#server.on('tlsClientError', () => undefined);
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  leadTo(port: number): void {
    this.#target = port;
  }

  /** Requests that hold `marker` reach the server; their connection breaks instead of being answered. */
  loseAnswers(marker: string, count: number): void {
    this.#marker = marker;
    this.#answersToLose = count;
  }

  get lost(): boolean {
    return this.#answersToLose === 0;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #relay(near: Socket): void {
    const far = createConnection(this.#target, '127.0.0.1');
    let isToBeLost = false;
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (chunk: Buffer) => {
      if (this.#answersToLose > 0 && this.#marker && chunk.includes(this.#marker)) {
        isToBeLost = true;
      }
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      if (isToBeLost) {
        this.#answersToLose -= 1;
        near.destroy();
      } else {
        near.write(chunk);
      }
    });
  }
}
