import { createServer, type Server, type Socket } from 'node:net';
import type { Cancel } from '@tandem/core';
import { AppletConnection } from './connection.ts';
import { type AppletServerOptions, observe, type ServerSettings, settingsOf } from './options.ts';

/** A sweep visits every connection; this many per shortest timeout bound the delay to a quarter of it. */
const SWEEPS_PER_TIMEOUT = 4;
const LISTEN_BACKLOG = 1024;

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The applet side of a region: TCP 9506. It listens only while the region is able to serve. */
export class AppletServer {
  readonly #settings: ServerSettings;
  /** After the first `listen` with the port that was bound. */
  #wanted: ListenAddress;
  readonly #connections = new Map<Socket, AppletConnection>();
  #listener: Server | undefined;
  #address: ListenAddress | undefined;
  #cancelSweep: Cancel | undefined;
  #whenEmpty: (() => void)[] = [];

  constructor(options: AppletServerOptions) {
    this.#settings = settingsOf(options);
    this.#wanted = { host: options.host, port: options.port };
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Where it listens; `undefined` while it does not. */
  get address(): ListenAddress | undefined {
    return this.#address;
  }

  /** Opens the listener (again, on the same port, after `stopListening`). Rejects with the system's error. */
  async listen(): Promise<ListenAddress> {
    if (this.#address) return this.#address;
    const listener = createServer({ allowHalfOpen: true, noDelay: true });
    listener.on('connection', (socket) => this.#accept(socket));
    const { host, port } = this.#wanted;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ host, port, backlog: LISTEN_BACKLOG }, () => {
        listener.off('error', reject);
        resolve();
      });
    });
    // Out of descriptors, a connection reset before accept: those cost that connection only.
    listener.on('error', (error) => observe(this.#settings.hooks.failed, error));
    const bound = listener.address();
    this.#wanted = { host, port: typeof bound === 'object' && bound ? bound.port : port };
    this.#address = this.#wanted;
    this.#listener = listener;
    this.#scheduleSweep();
    return this.#wanted;
  }

  /** Closes the listener, which TCP health checks see; connections that exist go on. */
  stopListening(): void {
    this.#listener?.close();
    this.#listener = undefined;
    this.#address = undefined;
  }

  /**
   * Asks every connection that exists to go elsewhere: begun exchanges finish, what is left after `graceMs`
   * is cut. Connections that come later are not touched.
   */
  endConnections(graceMs: number): void {
    const asked = [...this.#connections.values()];
    for (const connection of asked) connection.drain();
    this.#settings.clock.schedule(graceMs, () => {
      for (const connection of asked) connection.destroy('drain');
    });
  }

  /** Stops listening, lets begun exchanges finish, cuts what is left after `deadlineMs`. */
  async close(deadlineMs = 5_000): Promise<void> {
    this.stopListening();
    for (const connection of this.#connections.values()) connection.drain();
    if (this.#connections.size > 0) {
      const emptied = new Promise<void>((resolve) => {
        this.#whenEmpty.push(resolve);
      });
      const cancel = this.#settings.clock.schedule(deadlineMs, () => this.#cutAll());
      await emptied;
      cancel();
    }
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
  }

  #accept(socket: Socket): void {
    const { hooks, maxConnections } = this.#settings;
    if (this.#connections.size >= maxConnections) {
      socket.on('error', ignoreReset);
      socket.destroy();
      observe(hooks.refused);
      return;
    }
    this.#connections.set(socket, new AppletConnection(socket, this.#settings));
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    observe(hooks.accepted);
  }

  // Shared by all sockets (`this` is the socket): closures of its own would cost every idle connection.
  readonly #onData = listener((socket, chunk: Buffer) => this.#of(socket)?.onData(chunk));
  readonly #onEnd = listener((socket) => this.#of(socket)?.onEnd());
  readonly #onDrain = listener((socket) => this.#of(socket)?.onDrain());
  readonly #onError = listener((socket) => this.#of(socket)?.onError());
  readonly #onClose = listener((socket) => {
    const connection = this.#of(socket);
    if (!connection) return;
    this.#connections.delete(socket);
    connection.onClose();
    observe(this.#settings.hooks.closed, connection.reason);
    if (this.#connections.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  });

  #of(socket: Socket): AppletConnection | undefined {
    return this.#connections.get(socket);
  }

  #cutAll(): void {
    for (const connection of this.#connections.values()) connection.destroy('drain');
  }

  #scheduleSweep(): void {
    if (this.#cancelSweep) return;
    const { clock, idleTimeoutMs, frameTimeoutMs, handlerTimeoutMs } = this.#settings;
    const interval = Math.min(idleTimeoutMs, frameTimeoutMs, handlerTimeoutMs) / SWEEPS_PER_TIMEOUT;
    const sweep = (): void => {
      const now = clock.monotonic();
      for (const connection of this.#connections.values()) connection.sweep(now);
      this.#cancelSweep = clock.schedule(interval, sweep);
    };
    this.#cancelSweep = clock.schedule(interval, sweep);
  }
}

export function createAppletServer(options: AppletServerOptions): AppletServer {
  return new AppletServer(options);
}

function listener<A extends unknown[]>(
  react: (socket: Socket, ...args: A) => void,
): (this: Socket, ...args: A) => void {
  return function (this: Socket, ...args: A): void {
    react(this, ...args);
  };
}

function ignoreReset(): void {
  // The connection is refused anyway.
}
