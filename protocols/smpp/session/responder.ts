import { Status } from '../pdu/command-status.ts';
import { INTERFACE_VERSION } from '../pdu/grammar.ts';
import type { CommandName, Pdu } from '../pdu/pdu.ts';
import { type Answer, type RequestHandler, responseTo } from './answers.ts';
import { type BindingState, bindingRefusal, type Side } from './binding.ts';
import type { PduWriter } from './writer.ts';

export interface ResponderSettings {
  readonly side: Side;
  readonly maxUnanswered: number;
}

export interface ResponderHandlers {
  readonly onRequest: RequestHandler;
  readonly onProblem: (problem: Error) => unknown;
}

const EMPTY = {};

/** Answers the peer's requests: each exactly once, at once or when the handler's promise settles. */
export class Responder {
  peerVersion = INTERFACE_VERSION;
  #unanswered = 0;
  readonly #settings: ResponderSettings;
  readonly #writer: PduWriter;
  readonly #handlers: ResponderHandlers;
  readonly #onAnswered: () => void;

  constructor(
    settings: ResponderSettings,
    writer: PduWriter,
    handlers: ResponderHandlers,
    onAnswered: () => void,
  ) {
    this.#settings = settings;
    this.#writer = writer;
    this.#handlers = handlers;
    this.#onAnswered = onAnswered;
  }

  /** Requests whose handler has not settled yet. */
  get unanswered(): number {
    return this.#unanswered;
  }

  handle(request: Pdu): void {
    if (this.#unanswered >= this.#settings.maxUnanswered) {
      this.#respond(request, this.#overload());
      return;
    }
    let answer: Answer | PromiseLike<Answer>;
    try {
      answer = this.#handlers.onRequest(request);
    } catch (error) {
      this.#failed(request, error);
      return;
    }
    if (typeof answer !== 'object' || !('then' in answer)) {
      this.#respond(request, answer);
      return;
    }
    this.#unanswered++;
    answer.then(
      (settled) => this.#settled(() => this.#respond(request, settled)),
      (error: unknown) => this.#settled(() => this.#failed(request, error)),
    );
  }

  refuseForState(request: Pdu, state: BindingState): void {
    const response = responseTo(request.command);
    const status = bindingRefusal(request.command, state);
    if (response) this.answer(response, request.sequence_number, status);
    else this.nack(status, request.sequence_number);
  }

  answer(response: CommandName, sequence: number, status: number): void {
    this.#writer.write(response, EMPTY, status, sequence);
  }

  /** Zero stands for a sequence number that could not be read (section 4.3.1). */
  nack(status: number, sequence: number): void {
    this.answer('generic_nack', sequence, status);
  }

  /** Leaves the optional parameters out for a peer that does not know them (section 3.5). */
  fit<T extends object>(body: T): T {
    if (this.peerVersion >= INTERFACE_VERSION || !('tlvs' in body)) return body;
    return { ...body, tlvs: undefined };
  }

  #settled(respond: () => void): void {
    this.#unanswered--;
    respond();
    this.#onAnswered();
  }

  #respond(request: Pdu, answer: Answer): void {
    const response = responseTo(request.command);
    if (!response) return;
    const sequence = request.sequence_number;
    if (typeof answer !== 'object') {
      this.answer(response, sequence, answer ?? Status.ESME_ROK);
      return;
    }
    try {
      const status = answer.command_status ?? Status.ESME_ROK;
      this.#writer.write(response, this.fit(answer), status, sequence);
    } catch (error) {
      this.#failed(request, error);
    }
  }

  #failed(request: Pdu, error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#handlers.onProblem(new Error(`${request.command} handler failed`, { cause }));
    const response = responseTo(request.command);
    if (response) this.answer(response, request.sequence_number, this.#failure());
  }

  /** Both are temporary: the peer keeps the message and tries again. */
  #failure(): number {
    return this.#settings.side === 'smsc' ? Status.ESME_RSYSERR : Status.ESME_RX_T_APPN;
  }

  #overload(): number {
    return this.#settings.side === 'smsc' ? Status.ESME_RTHROTTLED : Status.ESME_RX_T_APPN;
  }
}
