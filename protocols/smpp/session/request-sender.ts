import { refused, SmppError, type SmppErrorCode } from '../errors.ts';
import { Status } from '../pdu/command-status.ts';
import type { CommandName, Pdu } from '../pdu/pdu.ts';
import { responseTo } from './answers.ts';
import type { SendGate } from './gate.ts';
import { PendingRequests } from './pending.ts';
import { type QueuedRequest, SendQueue } from './send-queue.ts';
import type { PduWriter } from './writer.ts';

export interface SenderSettings {
  readonly window: number;
  readonly maxQueued: number;
  readonly responseTimeoutMs: number;
  readonly gate: SendGate;
}

/**
 * The requests of this side: at most `window` without an answer, the rest waiting in order. Deadlines
 * are kept by the caller's one timer: it asks `nextWake` and calls `expire`.
 */
export class RequestSender {
  readonly #settings: SenderSettings;
  readonly #writer: PduWriter;
  readonly #wakeBy: (at: number) => void;
  readonly #pending: PendingRequests;
  readonly #queue = new SendQueue();
  #gateOpensAt = Number.POSITIVE_INFINITY;

  constructor(
    settings: SenderSettings,
    writer: PduWriter,
    wakeBy: (at: number) => void,
    pending = new PendingRequests(),
  ) {
    this.#settings = settings;
    this.#writer = writer;
    this.#wakeBy = wakeBy;
    this.#pending = pending;
  }

  /** Requests in the window, sent and unanswered. */
  get inFlight(): number {
    return this.#pending.inWindow;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** `deadline`: monotonic, Infinity for the response timeout alone. */
  request(command: CommandName, body: object, deadline: number, now: number): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      if (deadline <= now) {
        reject(waitedTooLong());
        return;
      }
      const mayGo = this.#queue.length === 0 && this.#pending.inWindow < this.#settings.window;
      if (mayGo && this.#settings.gate.waitMs(now) <= 0) {
        this.#send(command, body, deadline, now, resolve, reject);
      } else if (this.#queue.length >= this.#settings.maxQueued) {
        const message = `${this.#settings.maxQueued} requests wait for the window already`;
        reject(new SmppError('queue-full', message, { sent: 'no' }));
      } else {
        const until = Math.min(deadline, now + this.#settings.responseTimeoutMs);
        this.#queue.push({ command, body, deadline: until, resolve, reject });
        this.#wakeBy(until);
        this.drain(now);
      }
    });
  }

  /**
   * Sends outside the window and the queue: bind, unbind and enquire_link. `onAccepted` runs before the
   * next PDU of the same chunk is looked at, which a promise reaction would not.
   */
  requestNow(
    command: CommandName,
    body: object,
    deadline: number,
    onAccepted?: (response: Pdu) => void,
  ): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      const accept = (response: Pdu) => {
        onAccepted?.(response);
        resolve(response);
      };
      this.#write(command, body, deadline, false, accept, reject);
    });
  }

  /** Sends a PDU that has no response. Throws SmppError `invalid-field`. */
  notify(command: CommandName, body: object): void {
    try {
      this.#writer.write(command, body, Status.ESME_ROK, this.#pending.nextSequence());
    } catch (cause) {
      throw invalidField(cause);
    }
  }

  /** Sends what waits, as far as window and gate allow. */
  drain(now: number): void {
    this.#gateOpensAt = Number.POSITIVE_INFINITY;
    while (this.#queue.length > 0 && this.#pending.inWindow < this.#settings.window) {
      const waitMs = this.#settings.gate.waitMs(now);
      if (waitMs > 0) {
        this.#gateOpensAt = now + waitMs;
        this.#wakeBy(this.#gateOpensAt);
        return;
      }
      const next = this.#queue.shift();
      if (!next) return;
      if (next.deadline <= now) next.reject(waitedTooLong());
      else this.#send(next.command, next.body, next.deadline, now, next.resolve, next.reject);
    }
  }

  /** Settles the request that `response` answers; false when it answers none. */
  settle(response: Pdu, now: number): boolean {
    const request = this.#pending.get(response.sequence_number);
    if (!request) return false;
    if (request.response !== response.command && response.command !== 'generic_nack') return false;
    this.#pending.take(response.sequence_number);
    if (request.inWindow) this.#settings.gate.answered(response.command_status, now);
    if (response.command_status === Status.ESME_ROK) request.resolve(response);
    else request.reject(refused(response));
    if (this.#queue.length > 0) this.drain(now);
    return true;
  }

  /** The answer to this request arrived broken. */
  settleBroken(sequence: number, cause: Error, now: number): boolean {
    const request = this.#pending.take(sequence);
    request?.reject(
      new SmppError('malformed-response', `the answer could not be decoded: ${cause.message}`, {
        sent: 'yes',
        retryable: false,
        cause,
      }),
    );
    this.drain(now);
    return request !== undefined;
  }

  expire(now: number): void {
    for (const { reject } of this.#pending.takeExpired(now)) {
      reject(new SmppError('timed-out', 'no answer in time', { sent: 'possibly' }));
    }
    for (const { reject } of this.#queue.takeExpired(now)) {
      reject(waitedTooLong());
    }
    this.drain(now);
  }

  nextWake(): number {
    return Math.min(
      this.#pending.earliestDeadline(),
      this.#queue.earliestDeadline(),
      this.#gateOpensAt,
    );
  }

  failAll(code: SmppErrorCode, message: string, cause?: unknown): void {
    this.failQueued(code, message, cause);
    for (const { reject } of this.#pending.takeAll()) {
      reject(new SmppError(code, message, { sent: 'possibly', cause }));
    }
  }

  failQueued(code: SmppErrorCode, message: string, cause?: unknown): void {
    for (const { reject } of this.#queue.takeAll()) {
      reject(new SmppError(code, message, { sent: 'no', cause }));
    }
  }

  #send(
    command: CommandName,
    body: object,
    deadline: number,
    now: number,
    resolve: QueuedRequest['resolve'],
    reject: QueuedRequest['reject'],
  ): void {
    const until = Math.min(deadline, now + this.#settings.responseTimeoutMs);
    if (this.#write(command, body, until, true, resolve, reject)) this.#settings.gate.sent();
  }

  #write(
    command: CommandName,
    body: object,
    deadline: number,
    inWindow: boolean,
    resolve: QueuedRequest['resolve'],
    reject: QueuedRequest['reject'],
  ): boolean {
    const sequence = this.#pending.nextSequence();
    try {
      this.#writer.write(command, body, Status.ESME_ROK, sequence);
    } catch (cause) {
      reject(invalidField(cause));
      return false;
    }
    const response = responseTo(command) ?? 'generic_nack';
    this.#pending.add(sequence, { response, deadline, inWindow, resolve, reject });
    this.#wakeBy(deadline);
    return true;
  }
}

function waitedTooLong(): SmppError {
  return new SmppError('timed-out', 'the deadline passed before it could be sent', { sent: 'no' });
}

function invalidField(cause: unknown): SmppError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new SmppError('invalid-field', problem, { sent: 'no', cause });
}
