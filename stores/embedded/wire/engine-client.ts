import { randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { StoreError } from '../../ports/errors.ts';
import { encodeFrame, FrameDecoder, SOFT_FRAME_BYTES } from './frames.ts';
import {
  type Answer,
  errorOf,
  isAnswer,
  NO_REPLY,
  PROTOCOL_VERSION,
  type Request,
  type ServiceName,
  STATUS_OK,
} from './protocol.ts';

export interface EngineClientOptions {
  readonly socketPath: string;
  readonly service: ServiceName;
  /** Named in every error, so that the reader knows which store is missing. */
  readonly title: string;
  /** How long an operation waits for an engine that is away before it is `unavailable`. */
  readonly retryForMs?: number;
  readonly details?: unknown;
  /** Requests that must precede everything else on each new connection. */
  onConnected?(send: (operation: number, args: readonly unknown[]) => void): void;
  onDisconnected?(): void;
  /** Called just before a frame is made: what it adds still goes into that frame. */
  onFlush?(): void;
  onPush?(kind: number, args: readonly unknown[]): void;
}

interface Pending {
  readonly request: Request;
  readonly bytes: number;
  readonly deadline: number;
  /** Not to be sent a second time, because the engine could not tell that it was. */
  readonly once: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

const DEFAULT_RETRY_MS = 10_000;
const MAX_RETRY_MS = 600_000;
const FIRST_RECONNECT_MS = 10;
const LAST_RECONNECT_MS = 80;
const EXPIRY_CHECK_MS = 100;
/** The least time between two frames: requests that come sooner after a frame leave together. */
const GATHER_MS = 1;

/**
 * The client's end. Requests of one turn leave in one frame, at once when no frame left within the last
 * millisecond, else together at the end of it: a busy client saves most of its system calls, an idle one
 * waits for nothing. Any number may be in flight. When the
 * connection is lost, everything unanswered is sent again in its order over the next one; the engine
 * recognises by session and id what it has already done (ledger.ts), so a write happens once.
 */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #retryForMs: number;
  readonly #session = randomBytes(12).toString('hex');
  readonly #pending = new Map<number, Pending>();
  #outgoing: Request[] = [];
  #outgoingBytes = 0;
  #nextId = 1;
  #socket: Socket | undefined;
  #greeted = false;
  #reconnectMs = FIRST_RECONNECT_MS;
  #flushScheduled = false;
  #lastFrameAt = 0;
  #gathering: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #lastFailure = 'not connected yet';
  #closed = false;

  constructor(options: EngineClientOptions) {
    const retryForMs = options.retryForMs ?? DEFAULT_RETRY_MS;
    if (!(retryForMs >= 0 && retryForMs <= MAX_RETRY_MS)) {
      throw new StoreError('invalid', `retryForMs is ${retryForMs}; allowed: 0 to ${MAX_RETRY_MS}`);
    }
    this.#options = options;
    this.#retryForMs = retryForMs;
    this.#connect();
  }

  /** `bytes`: a rough size of the arguments. Rejects with StoreError only. */
  call(operation: number, args: readonly unknown[], bytes = 32): Promise<unknown> {
    return this.#begin(operation, args, bytes, false);
  }

  /** As `call`, but `unavailable` at once when the connection is lost before the answer. */
  callOnce(operation: number, args: readonly unknown[], bytes = 32): Promise<unknown> {
    return this.#begin(operation, args, bytes, true);
  }

  #begin(
    operation: number,
    args: readonly unknown[],
    bytes: number,
    once: boolean,
  ): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closedError());
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      const request: Request = [id, operation, ...args];
      const deadline = performance.now() + this.#retryForMs;
      this.#pending.set(id, { request, bytes, deadline, once, resolve, reject });
      if (this.#greeted) this.#enqueue(request, bytes);
      this.#expiry ??= setInterval(() => this.#expire(), EXPIRY_CHECK_MS).unref();
    });
  }

  /** Sends what needs no answer; lost when the connection is down. */
  notify(operation: number, args: readonly unknown[], bytes = 32): void {
    if (this.#greeted) this.#enqueue([NO_REPLY, operation, ...args], bytes);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    this.#stopGathering();
    this.#flush();
    this.#socket?.end();
    this.#socket?.unref();
    this.#greeted = false;
    this.#stopExpiry();
    for (const pending of this.#pending.values()) pending.reject(this.#closedError());
    this.#pending.clear();
  }

  #closedError(): StoreError {
    return new StoreError('closed', `${this.#options.title}: the client is closed`);
  }

  #connect(): void {
    const socket = createConnection(this.#options.socketPath);
    const decoder = new FrameDecoder();
    this.#socket = socket;
    socket.on('connect', () => {
      const { service, details } = this.#options;
      socket.write(
        encodeFrame(['tandem', PROTOCOL_VERSION, service, this.#session, details ?? null]),
      );
    });
    socket.on('data', (chunk) => {
      try {
        decoder.push(chunk, (content) => this.#receive(content));
      } catch (error) {
        this.#lastFailure = error instanceof Error ? error.message : String(error);
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      this.#lastFailure = error.message;
    });
    socket.on('close', () => this.#disconnected(socket));
  }

  #disconnected(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    const wasGreeted = this.#greeted;
    this.#greeted = false;
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    this.#stopGathering();
    if (wasGreeted) {
      this.#failOnceOnly();
      this.#options.onDisconnected?.();
    }
    if (this.#closed) return;
    this.#reconnect = setTimeout(() => this.#connect(), this.#reconnectMs);
    this.#reconnectMs = Math.min(LAST_RECONNECT_MS, this.#reconnectMs * 2);
  }

  #failOnceOnly(): void {
    for (const [id, { once, reject }] of this.#pending) {
      if (!once) continue;
      this.#pending.delete(id);
      const message = `${this.#options.title}: the connection was lost before the answer`;
      reject(new StoreError('unavailable', message));
    }
  }

  #receive(content: readonly unknown[]): void {
    if (!this.#greeted) {
      this.#greetedBy(content);
      return;
    }
    for (const answer of content) {
      if (!isAnswer(answer)) throw new Error('the engine sent a malformed answer');
      if (answer[0] === NO_REPLY) this.#options.onPush?.(answer[1], answer.slice(2));
      else this.#settle(answer);
    }
  }

  #greetedBy(content: readonly unknown[]): void {
    if (content[0] !== 'tandem') throw new Error(`refused: ${String(content[1])}`);
    this.#greeted = true;
    this.#reconnectMs = FIRST_RECONNECT_MS;
    this.#options.onConnected?.((operation, args) => {
      this.#enqueue([NO_REPLY, operation, ...args], 256);
    });
    for (const { request, bytes } of this.#pending.values()) this.#enqueue(request, bytes);
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer[0]);
    if (!pending) return;
    this.#pending.delete(answer[0]);
    if (this.#pending.size === 0) this.#stopExpiry();
    if (answer[1] === STATUS_OK) pending.resolve(answer[2]);
    else pending.reject(errorOf(answer));
  }

  #enqueue(request: Request, bytes: number): void {
    this.#outgoing.push(request);
    this.#outgoingBytes += bytes;
    if (this.#outgoingBytes > SOFT_FRAME_BYTES) this.#send();
    this.requestFlush();
  }

  /** A frame leaves at the end of this turn, and `onFlush` is asked what else goes into it. */
  requestFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushScheduled = false;
    if (this.#gathering) return;
    if (performance.now() - this.#lastFrameAt < GATHER_MS) {
      this.#gathering = setTimeout(() => {
        this.#gathering = undefined;
        this.#leave();
      }, GATHER_MS);
      return;
    }
    this.#leave();
  }

  #leave(): void {
    this.#options.onFlush?.();
    this.#send();
  }

  #stopGathering(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
  }

  #send(): void {
    if (!this.#greeted || this.#outgoing.length === 0) return;
    const [oldest] = this.#pending.keys();
    const frame = encodeFrame([oldest ?? this.#nextId, ...this.#outgoing]);
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    this.#lastFrameAt = performance.now();
    this.#socket?.write(frame);
  }

  /** Pending requests are in order of their deadlines, so the first that is not due ends the walk. */
  #expire(): void {
    const now = performance.now();
    for (const [id, pending] of this.#pending) {
      if (pending.deadline > now) return;
      this.#pending.delete(id);
      const state = this.#greeted ? 'no answer' : this.#lastFailure;
      const message = `${this.#options.title}: unavailable for ${this.#retryForMs} ms (${state})`;
      pending.reject(new StoreError('unavailable', message));
    }
    if (this.#pending.size === 0) this.#stopExpiry();
  }

  #stopExpiry(): void {
    clearInterval(this.#expiry);
    this.#expiry = undefined;
  }
}
