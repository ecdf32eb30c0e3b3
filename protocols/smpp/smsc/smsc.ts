import { EventEmitter } from 'node:events';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { SmppError } from '../errors.ts';
import { Connection } from './connection.ts';
import {
  type SmscDependencies,
  type SmscOptions,
  type SmscSettings,
  splitSmscOptions,
} from './options.ts';
import { type OutbindTarget, outbind } from './outbind.ts';
import type { SmscSession } from './smsc-session.ts';

export interface SmscEvents {
  bound: [session: SmscSession];
  unbound: [session: SmscSession, reason: SmppError];
  /** One PDU or one connection went wrong; everything else goes on. */
  problem: [problem: Error, session: SmscSession | undefined];
}

/** An SMPP server. A connection that misbehaves costs itself, never another. */
export class Smsc extends EventEmitter<SmscEvents> {
  readonly #settings: SmscSettings;
  readonly #dependencies: SmscDependencies;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<number, SmscSession>();
  #lastId = 0;

  /** Throws TypeError naming the options that are wrong. */
  constructor(options: SmscOptions) {
    super();
    [this.#settings, this.#dependencies] = splitSmscOptions(options);
    const { tls } = this.#dependencies;
    const onSocket = (socket: Socket) => {
      this.#accept(socket);
    };
    this.#server = tls
      ? createTlsServer({ handshakeTimeout: this.#settings.bindTimeoutMs, ...tls }, onSocket)
      : createTcpServer({ noDelay: true }, onSocket);
    this.#server.maxConnections = this.#settings.maxSessions;
    this.#server.on('tlsClientError', (error: Error) => this.emit('problem', error, undefined));
  }

  /** The bound sessions. */
  get sessions(): readonly SmscSession[] {
    return [...this.#sessions.values()];
  }

  get port(): number {
    const address = this.#server.address() as AddressInfo | null;
    return address?.port ?? this.#settings.port;
  }

  listen(): Promise<this> {
    const { host, port } = this.#settings;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.removeListener('error', reject);
        this.#server.on('error', (error) => this.emit('problem', error, undefined));
        resolve(this);
      });
    });
  }

  /**
   * Connects to a listening ESME and asks it to bind (section 2.2.1). Resolves with its session once it
   * has bound, rejects when it did not within the bind timeout.
   */
  outbind(target: OutbindTarget): Promise<SmscSession> {
    return outbind(target, this.#settings, this.#dependencies, (socket) => this.#accept(socket));
  }

  /** Takes no new connections, unbinds the sessions and closes, within `deadlineMs`. */
  async close(deadlineMs = 5_000): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await Promise.all([...this.#connections].map(({ session }) => session.unbind(deadlineMs)));
    await closed;
  }

  #accept(socket: Socket): Connection {
    const connection: Connection = new Connection(socket, this.#settings, this.#dependencies, {
      nextId: () => {
        this.#lastId += 1;
        return this.#lastId;
      },
      onBound: (session) => {
        this.#sessions.set(session.id, session);
        this.emit('bound', session);
      },
      onProblem: (problem, session) => this.emit('problem', problem, session),
      onClosed: (reason, session) => {
        this.#connections.delete(connection);
        if (session && this.#sessions.delete(session.id)) this.emit('unbound', session, reason);
      },
    });
    this.#connections.add(connection);
    return connection;
  }
}

/** Listens and resolves. Throws TypeError on wrong options; rejects as `listen` does (EADDRINUSE). */
export async function createSmsc(options: SmscOptions): Promise<Smsc> {
  return new Smsc(options).listen();
}
