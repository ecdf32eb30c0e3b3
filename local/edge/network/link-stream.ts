import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Lane } from './lane.ts';
import type { Link } from './link.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface LinkStreamOptions {
  /** The one side may end while the other goes on, as TCP allows. */
  readonly allowHalfOpen: boolean;
  /** The loopback address to come from. */
  readonly localAddress?: string;
}

type Done = (error?: Error | null) => void;

/** Bytes under way on a slow link before the writer has to wait. */
const WINDOW_BYTES = 256 * 1_024;

/**
 * A TCP connection from the edge into a region, over its link. Emits `connect` when it stands. While the
 * link is silent nothing comes through in either direction: no byte, no FIN, no RST, not even when this
 * side is destroyed; the region keeps its end until the link is open again.
 */
export class LinkStream extends Duplex {
  connected = false;
  timeout = 0;
  readonly #link: Link;
  readonly #address: Address;
  readonly #options: LinkStreamOptions;
  readonly #outbound: Lane;
  readonly #inbound: Lane;
  readonly #unwatch: () => void;
  #socket: Socket | undefined;
  #underWay = 0;

  constructor(link: Link, address: Address, options: LinkStreamOptions) {
    super({ allowHalfOpen: options.allowHalfOpen });
    this.#link = link;
    this.#address = address;
    this.#options = options;
    this.#outbound = new Lane(link);
    this.#inbound = new Lane(link);
    this.#unwatch = link.watch(() => this.#linkChanged());
    if (link.state.way === 'unreachable') process.nextTick(() => this.#linkChanged());
    else this.#outbound.send(() => this.#connect());
  }

  // What http.Agent and http.ClientRequest ask of a socket.
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  /** Emits `timeout` when nothing has come or gone for so long. */
  setTimeout(idleMs: number): this {
    this.timeout = idleMs;
    this.#socket?.setTimeout(idleMs);
    return this;
  }

  ref(): this {
    this.#socket?.ref();
    return this;
  }

  unref(): this {
    this.#socket?.unref();
    return this;
  }

  override _read(): void {
    if (this.#link.state.way === 'open') this.#socket?.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this.#transmit(chunk.length, (socket, sent) => socket.write(chunk, sent), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    const filled = chunks.filter(({ chunk }) => chunk.length > 0);
    const bytes = filled.reduce((sum, { chunk }) => sum + chunk.length, 0);
    const write = (socket: Socket, sent: Done) => {
      socket.cork();
      filled.forEach(({ chunk }, i) => {
        socket.write(chunk, i === filled.length - 1 ? sent : undefined);
      });
      socket.uncork();
    };
    this.#transmit(bytes, write, done);
  }

  override _final(done: Done): void {
    this.#whenConnected(() => {
      this.#outbound.send(() => {
        this.#socket?.end();
      });
      done();
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    const socket = this.#socket;
    this.#inbound.drop();
    if (socket === undefined || this.#link.state.way !== 'silent') {
      this.#unwatch();
      this.#outbound.drop();
      if (error && this.connected) socket?.resetAndDestroy();
      else socket?.destroy();
    } else {
      // The region hears of it when the link is open again.
      socket.pause();
      this.#outbound.send(() => {
        this.#unwatch();
        socket.destroy();
      });
    }
    done(error);
  }

  #connect(): void {
    if (this.destroyed) return;
    const { host, port } = this.#address;
    const { localAddress } = this.#options;
    const socket = connect({
      host,
      port,
      allowHalfOpen: true,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    this.#socket = socket;
    if (this.timeout > 0) socket.setTimeout(this.timeout);
    socket.on('timeout', () => this.emit('timeout'));
    socket.on('connect', () => {
      this.#inbound.send(() => {
        this.connected = true;
        this.emit('connect');
      });
    });
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('end', () => this.#inbound.send(() => this.push(null)));
    socket.on('error', (error) => this.#inbound.send(() => this.destroy(error)));
  }

  #received(chunk: Buffer): void {
    if (this.#inbound.clear) {
      if (!this.push(chunk)) this.#socket?.pause();
      return;
    }
    this.#inbound.send(() => {
      if (!this.destroyed && !this.push(chunk)) this.#socket?.pause();
    });
  }

  #transmit(bytes: number, write: (socket: Socket, sent: Done) => void, done: Done): void {
    // node:http ends a message with an empty write: not worth a system call.
    if (bytes === 0) {
      done();
      return;
    }
    this.#whenConnected((socket) => {
      if (this.#outbound.clear) {
        write(socket, done);
        return;
      }
      this.#underWay += bytes;
      const waits = this.#underWay > WINDOW_BYTES;
      this.#outbound.send(() => {
        this.#underWay -= bytes;
        write(socket, (error) => {
          if (waits) done(error);
          else if (error) this.destroy(error);
        });
      });
      if (!waits) done();
    });
  }

  #whenConnected(act: (socket: Socket) => void): void {
    const socket = this.#socket;
    if (this.connected && socket) act(socket);
    else this.once('connect', () => this.#socket && act(this.#socket));
  }

  #linkChanged(): void {
    const { way } = this.#link.state;
    if (way === 'unreachable') {
      const { host, port } = this.#address;
      const error = new Error(`connect EHOSTUNREACH ${host}:${port}`);
      this.destroy(Object.assign(error, { code: 'EHOSTUNREACH' }));
      if (this.destroyed) this.#socket?.destroy();
      return;
    }
    if (way === 'silent') this.#socket?.pause();
    this.#outbound.pump();
    this.#inbound.pump();
    if (way === 'open' && !this.destroyed && !this.readableEnded) this.#socket?.resume();
  }
}
