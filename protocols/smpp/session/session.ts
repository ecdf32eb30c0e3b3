import type { Socket } from 'node:net';
import { notBound, SmppError } from '../errors.ts';
import { decode } from '../pdu/codec.ts';
import { Status } from '../pdu/command-status.ts';
import { RecoverableDecodeError, UnrecoverableDecodeError } from '../pdu/errors.ts';
import { Framer } from '../pdu/framer.ts';
import { INTERFACE_VERSION } from '../pdu/grammar.ts';
import type {
  BindCommand,
  CommandName,
  Pdu,
  PduFields,
  RequestName,
  ResponseOf,
} from '../pdu/pdu.ts';
import { commandById, responseTo } from './answers.ts';
import {
  type BindingState,
  type BindType,
  bindTypeOf,
  boundState,
  isBound,
  mayIssue,
} from './binding.ts';
import { LinkTimer } from './link-timer.ts';
import { RequestSender } from './request-sender.ts';
import { Responder } from './responder.ts';
import type { RequestOptions, SessionHandlers, SessionSettings } from './settings.ts';
import { PduWriter } from './writer.ts';

/** Unsent octets at which reading stops: a peer that does not read its answers sends no more requests. */
const MAX_BACKLOG = 1_048_576;

/** Where command_id begins; its highest bit marks a response (section 5.1.2). */
const COMMAND_ID = 4;

/** One connection, either side of it. Every request ends; nothing it receives makes it throw. */
export class Session {
  readonly #settings: SessionSettings;
  readonly #handlers: SessionHandlers;
  readonly #socket: Socket;
  readonly #framer: Framer;
  readonly #writer: PduWriter;
  readonly #sender: RequestSender;
  readonly #responder: Responder;
  readonly #timer: LinkTimer;
  #state: BindingState = 'open';
  #closed = false;
  #draining = false;
  #whenIdle: (() => void) | undefined;
  #unbinding: Promise<void> | undefined;

  constructor(socket: Socket, settings: SessionSettings, handlers: SessionHandlers) {
    this.#settings = settings;
    this.#handlers = handlers;
    this.#socket = socket;
    this.#framer = new Framer(this.#onFrame, settings.maxPduBytes);
    this.#writer = new PduWriter(socket, this.#watchBacklog);
    this.#timer = new LinkTimer(settings, {
      nextDeadline: () => this.#sender.nextWake(),
      expire: (now) => {
        this.#sender.expire(now);
        this.#checkIdle();
      },
      enquireLink: (now) => this.#enquireLink(now),
      lost: (why) => this.#lose(why),
    });
    this.#sender = new RequestSender(settings, this.#writer, this.#timer.wakeBy);
    this.#responder = new Responder(settings, this.#writer, handlers, () => this.#checkIdle());
    this.#listen();
  }

  get state(): BindingState {
    return this.#state;
  }

  get inFlight(): number {
    return this.#sender.inFlight;
  }

  get queued(): number {
    return this.#sender.queued;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The bind was accepted. `peerVersion` below 3.4 means no optional parameters (section 3.5). */
  bound(type: BindType, peerVersion: number): void {
    if (this.#state !== 'open') return;
    this.#state = boundState(type);
    this.#responder.peerVersion = peerVersion;
  }

  /** Resolves with the positive response; rejects with SmppError (see its codes). */
  request<C extends RequestName>(
    command: C,
    body: PduFields<C>,
    options: RequestOptions = {},
  ): Promise<Pdu<ResponseOf<C>>> {
    const refusal = this.#refusal(command);
    if (refusal) return Promise.reject(refusal);
    const { clock } = this.#settings;
    const now = clock.monotonic();
    const deadline =
      options.deadline === undefined
        ? Number.POSITIVE_INFINITY
        : now + options.deadline - clock.now();
    const sent = this.#sender.request(command, this.#responder.fit(body), deadline, now);
    // The sender settles with the response of exactly this command.
    return sent as Promise<Pdu<ResponseOf<C>>>;
  }

  /** Sends bind_*. The state changes with the answer: the SMSC may deliver in the same segment. */
  requestBind(command: BindCommand, body: PduFields<BindCommand>): Promise<Pdu> {
    if (this.#closed) return Promise.reject(notBound(command, this.#state));
    const { clock, responseTimeoutMs } = this.#settings;
    const deadline = clock.monotonic() + responseTimeoutMs;
    return this.#sender.requestNow(command, body, deadline, ({ tlvs }) =>
      // Absent means an older SMSC by the letter; in the field most that leave it out take TLVs.
      this.bound(bindTypeOf(command), tlvs.sc_interface_version ?? INTERFACE_VERSION),
    );
  }

  /** outbind and alert_notification have no response. Throws SmppError `not-bound` or `invalid-field`. */
  notify(command: 'outbind' | 'alert_notification', body: PduFields<typeof command>): void {
    const refusal = this.#refusal(command);
    if (refusal) throw refusal;
    this.#sender.notify(command, this.#responder.fit(body));
  }

  /**
   * Takes no new requests, waits for those under way, unbinds and closes, all within `deadlineMs`; what
   * is still pending then ends with `closed`.
   */
  unbind(deadlineMs: number): Promise<void> {
    this.#unbinding ??= this.#unbind(deadlineMs);
    return this.#unbinding;
  }

  /** Ends the connection at once; pending requests end with `closed`. */
  close(why = 'closed by its owner'): void {
    this.#end(new SmppError('closed', why, { sent: 'no' }));
  }

  async #unbind(deadlineMs: number): Promise<void> {
    if (deadlineMs <= 0) this.close('the deadline passed');
    if (this.#closed) return;
    const { clock } = this.#settings;
    const deadline = clock.monotonic() + deadlineMs;
    this.#draining = true;
    const cancel = clock.schedule(deadlineMs, () => this.close('the deadline passed'));
    await this.#idle();
    if (isBound(this.#state) && !this.#closed) {
      this.#state = 'unbound';
      // Whatever the answer is, and also without one, the connection ends now.
      await this.#sender.requestNow('unbind', {}, deadline).catch(() => undefined);
    }
    cancel();
    this.close('unbound');
  }

  #listen(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('drain', () => this.#timer.resumed(() => socket.resume()));
    socket.on('error', (cause: Error) =>
      this.#lose(`the connection failed: ${cause.message}`, cause),
    );
    socket.on('end', () => this.#lose('the peer closed the connection'));
    socket.on('close', () => this.#lose('the connection closed'));
  }

  #onData(chunk: Buffer): void {
    this.#timer.received();
    try {
      this.#framer.push(chunk);
    } catch (error) {
      if (!(error instanceof UnrecoverableDecodeError)) throw error;
      this.#responder.nack(error.commandStatus, 0);
      this.#writer.flush();
      this.#lose(error.message, error);
    }
    // The answers to everything in this chunk leave together, now.
    this.#writer.flush();
  }

  readonly #onFrame = (bytes: Buffer, start: number, end: number): void => {
    if (this.#closed) return;
    let pdu: Pdu;
    try {
      pdu = decode(bytes, start, end);
    } catch (error) {
      if (!(error instanceof RecoverableDecodeError)) throw error;
      this.#onBrokenPdu(error);
      return;
    }
    const isResponse = (bytes[start + COMMAND_ID] ?? 0) >= 0x80;
    if (isResponse) this.#onResponse(pdu);
    else this.#onRequest(pdu);
  };

  #onBrokenPdu(error: RecoverableDecodeError): void {
    const { commandId, sequenceNumber, commandStatus } = error;
    this.#handlers.onProblem(error);
    if (commandId >>> 31 === 1) {
      this.#sender.settleBroken(sequenceNumber, error, this.#settings.clock.monotonic());
      this.#checkIdle();
      return;
    }
    const command = commandById(commandId);
    const response = command && responseTo(command);
    if (response) this.#responder.answer(response, sequenceNumber, commandStatus);
    else this.#responder.nack(commandStatus, sequenceNumber);
  }

  #onResponse(response: Pdu): void {
    if (!this.#sender.settle(response, this.#timer.lastReceived)) {
      const what = `${response.command} ${response.sequence_number} answers no pending request`;
      this.#handlers.onProblem(new Error(what));
    }
    if (this.#draining) this.#checkIdle();
  }

  #onRequest(request: Pdu): void {
    const { command } = request;
    if (command === 'enquire_link') {
      this.#responder.answer('enquire_link_resp', request.sequence_number, Status.ESME_ROK);
    } else if (!mayIssue(command, this.#settings.side === 'esme' ? 'smsc' : 'esme', this.#state)) {
      this.#responder.refuseForState(request, this.#state);
    } else if (command === 'unbind') {
      this.#responder.answer('unbind_resp', request.sequence_number, Status.ESME_ROK);
      this.#writer.flush();
      this.#lose('the peer unbound');
    } else {
      this.#responder.handle(request);
    }
  }

  #refusal(command: CommandName): SmppError | undefined {
    if (this.#draining || this.#closed) {
      return new SmppError('closed', 'the session is closing', { sent: 'no' });
    }
    return mayIssue(command, this.#settings.side, this.#state)
      ? undefined
      : notBound(command, this.#state);
  }

  #enquireLink(now: number): void {
    const deadline = now + this.#settings.responseTimeoutMs;
    this.#sender.requestNow('enquire_link', {}, deadline).then(
      () => undefined,
      (error: unknown) => {
        const timedOut = error instanceof SmppError && error.code === 'timed-out';
        if (timedOut && this.#timer.lastReceived <= now)
          this.#lose('enquire_link was not answered');
      },
    );
  }

  readonly #watchBacklog = (): void => {
    if (this.#writer.backlog > MAX_BACKLOG) this.#timer.stalled(() => this.#socket.pause());
  };

  #idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
      this.#checkIdle();
    });
  }

  #checkIdle(): void {
    const busy = this.#sender.inFlight + this.#sender.queued + this.#responder.unanswered > 0;
    if (!this.#whenIdle || (busy && !this.#closed)) return;
    this.#whenIdle();
    this.#whenIdle = undefined;
  }

  #lose(why: string, cause?: unknown): void {
    this.#end(new SmppError('link-lost', why, { sent: 'no', cause }));
  }

  #end(reason: SmppError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#state = 'unbound';
    this.#timer.stop();
    this.#writer.flush();
    this.#sender.failAll(reason.code, reason.message, reason.cause);
    this.#checkIdle();
    // What was flushed still goes out; a peer that does not read it cannot hold the socket.
    this.#socket.destroySoon();
    this.#timer.lingerThen(() => this.#socket.destroy(), this.#socket);
    this.#handlers.onClosed(reason);
  }
}
