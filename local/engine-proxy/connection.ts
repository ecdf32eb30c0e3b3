import { createConnection, type Socket } from 'node:net';

/** Sees what passes through one connection, and may keep it for a while. */
export interface Inspector {
  /** Bytes of the client; they go on as soon as, and in the order in which, they are handed to `forward`. */
  fromClient(bytes: Buffer, forward: (bytes: Buffer) => void): void;
  /** Bytes of the server, which go on by themselves. */
  fromServer(bytes: Buffer): void;
  /** True while an answer of the server is awaited whose content matters. */
  awaits(): boolean;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** How long the answer to a write is waited for after its client was cut off. */
const LAST_ANSWER_MS = 5_000;

/** One client and the server behind the proxy, byte for byte, with back-pressure both ways. */
export class ProxiedConnection {
  readonly closed: Promise<void>;
  readonly #client: Socket;
  readonly #inspector: Inspector | undefined;
  readonly #server: Socket;
  #held = false;

  constructor(client: Socket, target: Target, inspector: Inspector | undefined) {
    this.#client = client;
    this.#inspector = inspector;
    this.#server = createConnection(target);
    client.setNoDelay(true);
    this.#server.setNoDelay(true);
    const forward = (bytes: Buffer) => {
      if (this.#server.destroyed || this.#server.writableEnded) return;
      if (!this.#server.write(bytes)) this.#client.pause();
    };
    client.on('data', (bytes: Buffer) => {
      if (!inspector) forward(bytes);
      else this.#inspect(() => inspector.fromClient(bytes, forward));
    });
    this.#server.on('data', (bytes: Buffer) => {
      if (inspector) this.#inspect(() => inspector.fromServer(bytes));
      if (!client.destroyed && !client.write(bytes)) this.#server.pause();
    });
    client.on('drain', () => this.#flow(this.#server));
    this.#server.on('drain', () => this.#flow(client));
    // What a client of a server that is gone would see.
    this.#server.on('error', () => client.resetAndDestroy());
    this.#server.on('close', () => client.destroy());
    client.on('error', () => this.#release());
    client.on('close', () => this.#release());
    this.closed = new Promise((resolve) => {
      this.#server.once('close', () => resolve());
    });
  }

  /** Nothing passes in either direction until `resume`: both ends only see silence. */
  hold(): void {
    this.#held = true;
    this.#client.pause();
    this.#server.pause();
  }

  resume(): void {
    this.#held = false;
    this.#flow(this.#client);
    this.#flow(this.#server);
  }

  /** The client gets a reset. */
  reset(): void {
    this.#client.resetAndDestroy();
  }

  destroy(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Bytes that are not of the protocol cost their own connection. */
  #inspect(look: () => void): void {
    try {
      look();
    } catch {
      this.reset();
    }
  }

  #flow(socket: Socket): void {
    if (!this.#held && !socket.destroyed) socket.resume();
  }

  /** Without its client a connection has no purpose, except that the server may still be deciding. */
  #release(): void {
    if (!this.#inspector?.awaits()) {
      this.#server.destroy();
      return;
    }
    this.#server.end();
    this.resume();
    const timer = setTimeout(() => this.#server.destroy(), LAST_ANSWER_MS);
    this.#server.once('close', () => clearTimeout(timer));
  }
}
