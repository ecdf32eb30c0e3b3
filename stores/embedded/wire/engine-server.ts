import { unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { StoreError } from '../../ports/errors.ts';
import { EngineConnection } from './engine-connection.ts';
import { encodeFrame, FrameDecoder, FrameError } from './frames.ts';
import { isHello, isRequest, PROTOCOL_VERSION, type Request } from './protocol.ts';

export interface Arrival<R> {
  readonly connection: EngineConnection;
  readonly request: R;
}

/** What becomes of a new connection; `silence`: it is held, and nothing is said on it. */
export type Admission = 'greet' | 'silence' | 'refuse';

export interface Service<R = unknown> {
  /** Asked before the greeting; by `hangUp` a connection that was silenced can be ended. */
  admit?(details: unknown, hangUp: () => void): Admission;
  opened?(connection: EngineConnection): void;
  /** Throws FrameError on a malformed request, which closes the one connection that sent it. */
  parse(request: Request): R;
  /** Everything that arrived in one turn of the event loop, in order of arrival. */
  execute(arrivals: readonly Arrival<R>[]): void;
  closed?(connection: EngineConnection): void;
}

export interface EngineServerOptions {
  readonly socketPath: string;
  readonly services: Readonly<Record<string, Service>>;
}

/** Listens on a Unix domain socket and hands each service what arrived, one turn at a time. */
export class EngineServer {
  readonly socketPath: string;
  readonly #services: ReadonlyMap<string, Service>;
  readonly #arrivals = new Map<Service, Arrival<unknown>[]>();
  readonly #dirty: EngineConnection[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #bySession = new Map<string, EngineConnection>();
  readonly #server: Server;
  #turnScheduled = false;

  private constructor(options: EngineServerOptions) {
    this.socketPath = options.socketPath;
    this.#services = new Map(Object.entries(options.services));
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Rejects with StoreError `unavailable` when the path cannot be listened on. */
  static async listen(options: EngineServerOptions): Promise<EngineServer> {
    await removeStaleSocket(options.socketPath);
    const engine = new EngineServer(options);
    await new Promise<void>((resolve, reject) => {
      engine.#server.once('error', (cause) => {
        const message = `cannot listen on ${options.socketPath}: ${cause.message}`;
        reject(new StoreError('unavailable', message, { cause }));
      });
      engine.#server.listen(options.socketPath, resolve);
    });
    return engine;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    const decoder = new FrameDecoder();
    let peer: { connection: EngineConnection; service: Service } | undefined;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (!peer) return;
      const key = `${peer.connection.session}`;
      if (this.#bySession.get(key) === peer.connection) this.#bySession.delete(key);
      peer.service.closed?.(peer.connection);
    });
    socket.on('data', (chunk) => {
      try {
        decoder.push(chunk, (content) => {
          if (peer) this.#receive(peer.connection, peer.service, content);
          else peer = this.#greet(socket, content);
        });
      } catch (error) {
        socket.destroy();
        if (!(error instanceof FrameError)) throw error;
      }
    });
  }

  #greet(
    socket: Socket,
    content: readonly unknown[],
  ): { connection: EngineConnection; service: Service } | undefined {
    if (!isHello(content)) throw new FrameError('the first frame must be a greeting');
    const [, version, name, session, details] = content;
    const service = this.#services.get(name);
    if (version !== PROTOCOL_VERSION || !service) {
      const reason = service
        ? `this engine speaks protocol ${PROTOCOL_VERSION}, not ${version}`
        : `this engine serves ${[...this.#services.keys()].join(', ')}, not ${name}`;
      socket.end(encodeFrame(['refused', reason]));
      return undefined;
    }
    const admission = service.admit?.(details, () => socket.destroy()) ?? 'greet';
    if (admission === 'refuse') socket.destroy();
    if (admission !== 'greet') return undefined;
    // A session that returns has given its old connection up, whatever that one still holds.
    this.#bySession.get(session)?.close();
    const connection = new EngineConnection(socket, session, details, (dirty) => {
      this.#dirty.push(dirty);
      this.#scheduleTurn();
    });
    this.#bySession.set(session, connection);
    socket.write(encodeFrame(['tandem', PROTOCOL_VERSION]));
    service.opened?.(connection);
    return { connection, service };
  }

  #receive(connection: EngineConnection, service: Service, content: readonly unknown[]): void {
    const [acknowledgedBelow] = content;
    if (typeof acknowledgedBelow !== 'number') throw new FrameError('no acknowledgement');
    connection.acknowledgedBelow = Math.max(connection.acknowledgedBelow, acknowledgedBelow);
    let arrivals = this.#arrivals.get(service);
    if (!arrivals) {
      arrivals = [];
      this.#arrivals.set(service, arrivals);
    }
    for (let at = 1; at < content.length; at += 1) {
      const request = content[at];
      if (!isRequest(request)) throw new FrameError('malformed request');
      arrivals.push({ connection, request: service.parse(request) });
    }
    this.#scheduleTurn();
  }

  #scheduleTurn(): void {
    if (this.#turnScheduled) return;
    this.#turnScheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#turnScheduled = false;
    for (const [service, arrivals] of this.#arrivals) {
      if (arrivals.length === 0) continue;
      this.#arrivals.set(service, []);
      service.execute(arrivals);
    }
    for (const connection of this.#dirty) connection.flush();
    this.#dirty.length = 0;
  }
}

/** A socket file whose engine was killed would refuse a new listener for ever. */
async function removeStaleSocket(socketPath: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const probe = createConnection(socketPath);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (alive) {
    throw new StoreError('unavailable', `another engine already listens on ${socketPath}`);
  }
  try {
    unlinkSync(socketPath);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    const message = `cannot remove the stale socket ${socketPath}`;
    throw new StoreError('unavailable', message, { cause: error });
  }
}
