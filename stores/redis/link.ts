import type { ConnectionFailure } from '../connection-failure.ts';
import { StoreError } from '../ports/errors.ts';
import type { Command } from './commands.ts';
import { openConnection, type RedisConnection } from './connection.ts';
import { connectionFailure, replyError } from './failure.ts';
import { type ConnectRedisOptions, DEFAULT_VARIABLE, parseRedisUrl } from './options.ts';

interface Operation {
  /** More than one are taken by the server as a whole (MULTI, EXEC). */
  readonly commands: readonly Command[];
  /** Not to be sent a second time: nobody could tell that it was. */
  readonly once: boolean;
  readonly deadline: number;
  readonly resolve: (replies: readonly unknown[]) => void;
  readonly reject: (error: StoreError) => void;
  sent: boolean;
}

const DEFAULT_RETRY_MS = 10_000;
const DEFAULT_MAX_WAITING = 1_000;
const EXPIRY_CHECK_MS = 100;

/**
 * The way to one server. What is asked for in one turn leaves in one write (pipelining). While the server is
 * away a bounded number of operations waits for it, in order, each until its own deadline; what was sent and
 * not answered is sent again, except what must not be. A server that answers nothing costs its connection.
 */
export class RedisLink {
  readonly #options: ConnectRedisOptions;
  readonly #variable: string;
  readonly #passwordVariable: string;
  readonly #retryForMs: number;
  readonly #maxWaiting: number;
  /** In the order of their deadlines, since all wait equally long. */
  readonly #pending = new Set<Operation>();
  #waiting = 0;
  #connection: RedisConnection | undefined;
  #failure: ConnectionFailure = { text: 'not connected yet', lasting: false };
  #expiry: NodeJS.Timeout | undefined;
  #closed = false;

  /** Throws StoreError `invalid` when the URL is none. */
  constructor(options: ConnectRedisOptions) {
    this.#options = options;
    this.#variable = options.variable ?? DEFAULT_VARIABLE;
    this.#passwordVariable = options.passwordVariable ?? this.#variable;
    this.#retryForMs = options.retryForMs ?? DEFAULT_RETRY_MS;
    this.#maxWaiting = options.maxWaiting ?? DEFAULT_MAX_WAITING;
    parseRedisUrl(options.url, this.#variable);
    this.#start();
  }

  run(command: Command): Promise<unknown> {
    return this.#begin([command], false).then(([reply]) => reply);
  }

  /** All or nothing of them; the replies in order. `once`: `unavailable` when the answer is lost. */
  runTogether(
    commands: readonly Command[],
    { once }: { once: boolean },
  ): Promise<readonly unknown[]> {
    return this.#begin(commands, once);
  }

  #begin(commands: readonly Command[], once: boolean): Promise<readonly unknown[]> {
    if (this.#closed) return Promise.reject(closedError());
    const ready = this.#connection?.isReady ?? false;
    if (!ready && this.#waiting >= this.#maxWaiting) {
      return Promise.reject(this.#unavailable(`${this.#maxWaiting} operations wait already`));
    }
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + this.#retryForMs;
      const operation = { commands, once, deadline, resolve, reject, sent: false };
      this.#pending.add(operation);
      this.#waiting += 1;
      if (ready) this.#send(operation);
      this.#expiry ??= setInterval(() => this.#expire(), EXPIRY_CHECK_MS).unref();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopExpiry();
    const connection = this.#connection;
    this.#connection = undefined;
    for (const operation of this.#pending) this.#settle(operation)?.reject(closedError());
    connection?.destroy();
  }

  #start(): void {
    this.#connect().catch((error: unknown) => this.#failed(error));
  }

  async #connect(): Promise<void> {
    const address = parseRedisUrl(this.#options.url, this.#variable);
    const connection = await openConnection(address, this.#options, {
      onReady: () => this.#sendAll(),
      onFailure: (error) => this.#failed(error),
    });
    if (this.#closed) connection.destroy();
    else this.#connection = connection;
  }

  #failed(error: unknown): void {
    this.#failure = connectionFailure(error);
    if (!this.#failure.lasting) return;
    for (const operation of this.#pending) {
      if (!operation.sent) this.#settle(operation)?.reject(this.#failedError());
    }
  }

  #sendAll(): void {
    for (const operation of this.#pending) if (!operation.sent) this.#send(operation);
  }

  #send(operation: Operation): void {
    const connection = this.#connection;
    if (!connection) return;
    operation.sent = true;
    this.#waiting -= 1;
    connection.exchange(operation.commands).then(
      (replies) => this.#settle(operation)?.resolve(replies),
      (error: unknown) => this.#refused(operation, error, connection.isReply(error)),
    );
  }

  #refused(operation: Operation, error: unknown, isReply: boolean): void {
    if (isReply) {
      this.#settle(operation)?.reject(replyError(error, this.#variable));
    } else if (operation.once) {
      const lost = this.#unavailable('the connection was lost before the answer');
      this.#settle(operation)?.reject(lost);
    } else if (this.#pending.has(operation)) {
      operation.sent = false;
      this.#waiting += 1;
      if (this.#connection?.isReady) this.#send(operation);
    }
  }

  /** undefined when it has been settled already. */
  #settle(operation: Operation): Operation | undefined {
    if (!this.#pending.delete(operation)) return undefined;
    if (!operation.sent) this.#waiting -= 1;
    if (this.#pending.size === 0) this.#stopExpiry();
    return operation;
  }

  #expire(): void {
    const now = performance.now();
    let unanswered = false;
    for (const operation of this.#pending) {
      if (operation.deadline > now) break;
      unanswered ||= operation.sent;
      const state = operation.sent ? 'no answer' : this.#failure.text;
      const error = this.#unavailable(`unavailable for ${this.#retryForMs} ms: ${state}`);
      this.#settle(operation)?.reject(error);
    }
    if (unanswered) this.#startAgain();
  }

  /** A connection over which nothing comes back is no connection, whatever TCP says. */
  #startAgain(): void {
    const silent = this.#connection;
    if (!silent) return;
    this.#connection = undefined;
    silent.destroy();
    this.#start();
  }

  #stopExpiry(): void {
    clearInterval(this.#expiry);
    this.#expiry = undefined;
  }

  #failedError(): StoreError {
    const { text, lasting, ofPassword = false } = this.#failure;
    const at = ofPassword ? this.#passwordVariable : this.#variable;
    return new StoreError('unavailable', `cache: ${at}: ${text}`, { lasting });
  }

  #unavailable(reason: string): StoreError {
    return new StoreError('unavailable', `cache: ${this.#variable}: ${reason}`);
  }
}

function closedError(): StoreError {
  return new StoreError('closed', 'cache: the client is closed');
}
