import { createServer, type Server, type Socket } from 'node:net';
import { Random } from '../random.ts';
import { type Inspector, ProxiedConnection, type Target } from './connection.ts';

export interface ProxyOptions {
  /** 0 takes a free one; listens on loopback only. */
  readonly port?: number;
  /** Of which connection is reset next. */
  readonly seed?: string;
  /** Makes what sees the bytes of a connection; `identify` tells the proxy who its client is. */
  readonly inspect?: (identify: (client: string) => void) => Inspector;
}

/** Whether a fault strikes a connection; the client is unknown until it has introduced itself. */
type Strikes = (client: string | undefined) => boolean;

interface Open {
  readonly connection: ProxiedConnection;
  client: string | undefined;
}

const HOST = '127.0.0.1';

/**
 * A TCP proxy that misbehaves on request, between a client and a real server. It may be told its server
 * later than its port, for servers that must know the port under which clients find them.
 */
export class EngineProxy {
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #open = new Set<Open>();
  readonly #strikes = new Set<Strikes>();
  readonly #random: Random;
  #target: Target | undefined;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#random = new Random(`engine-proxy/${options.seed ?? '1'}`);
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async listen(options: ProxyOptions = {}): Promise<EngineProxy> {
    const proxy = new EngineProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(options.port ?? 0, HOST, resolve);
    });
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get connections(): number {
    return this.#open.size;
  }

  forwardTo(target: Target): void {
    this.#target = target;
  }

  /** Holds up every byte of the connections it strikes, new ones too. Resolves the holding with the result. */
  hold(strikes: Strikes): () => void {
    this.#strikes.add(strikes);
    for (const open of this.#open) this.#apply(open);
    return () => {
      if (!this.#strikes.delete(strikes)) return;
      for (const open of this.#open) this.#apply(open);
    };
  }

  /** Resets one connection, any of them. False when there is none. */
  resetOne(): boolean {
    const open = [...this.#open];
    const victim = open[this.#random.integer(0, Math.max(0, open.length - 1))];
    victim?.connection.reset();
    return victim !== undefined;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const { connection } of this.#open) connection.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const target = this.#target;
    if (!target) {
      socket.resetAndDestroy();
      return;
    }
    const inspector = this.#options.inspect?.((client) => {
      open.client = client;
      this.#apply(open);
    });
    const connection = new ProxiedConnection(socket, target, inspector);
    const open: Open = { connection, client: undefined };
    this.#open.add(open);
    void connection.closed.then(() => this.#open.delete(open));
    this.#apply(open);
  }

  #apply({ connection, client }: Open): void {
    if ([...this.#strikes].some((strikes) => strikes(client))) connection.hold();
    else connection.resume();
  }
}
