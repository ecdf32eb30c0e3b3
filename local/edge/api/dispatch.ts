import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Decision } from '@tandem/health';
import { LinkStream } from '../network/link-stream.ts';
import type { Deadlines } from './deadlines.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Origin } from './origin.ts';
import { type RefusalStatus, statusOfConnectError } from './refusals.ts';
import type { RequestBody } from './request-body.ts';

/** What every request needs of its edge. */
export interface DispatchContext {
  readonly balancer: LoadBalancer;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly connectDeadlines: Deadlines;
  readonly responseDeadlines: Deadlines;
}

export interface Dispatched {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly clientIp: string;
  readonly cookies: string | undefined;
  readonly body: RequestBody;
}

export interface Outcome {
  answered(response: IncomingMessage, decision: Decision): void;
  upgraded(response: IncomingMessage, socket: Duplex, head: Buffer, decision: Decision): void;
  /** No region answered; nothing was sent to the client yet. */
  failed(status: RefusalStatus, decision: Decision | undefined): void;
  /** The response broke off after it had begun. */
  broken(): void;
}

/** RFC 9110 section 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** One request on its way to a region, and to another when the first cannot be reached. */
export class Dispatch {
  readonly #context: DispatchContext;
  readonly #request: Dispatched;
  readonly #outcome: Outcome;
  #retries = 0;
  #renewed = false;
  #current: ClientRequest | undefined;
  #over = false;

  constructor(context: DispatchContext, request: Dispatched, outcome: Outcome) {
    this.#context = context;
    this.#request = request;
    this.#outcome = outcome;
  }

  start(): void {
    const { clientIp, cookies } = this.#request;
    const decision = this.#context.balancer.decide(clientIp, cookies);
    if (decision === undefined) this.#fail(530, undefined);
    else this.#try(decision, false);
  }

  /** The client is gone. */
  abort(): void {
    this.#over = true;
    this.#current?.destroy();
  }

  #try(decision: Decision, fresh: boolean): void {
    const origin = this.#context.origins.get(decision.endpoint);
    if (origin === undefined) {
      this.#fail(530, decision);
      return;
    }
    const attempt = new Attempt(this.#context, this.#request, decision, origin, fresh);
    this.#current = attempt.outgoing;
    attempt.outgoing.on('response', (response) => {
      response.on('error', () => this.#outcome.broken());
      this.#outcome.answered(response, decision);
    });
    attempt.outgoing.on('upgrade', (response, socket, head) => {
      this.#outcome.upgraded(response, socket, head, decision);
    });
    attempt.onFailure((status) => this.#failed(attempt, status));
  }

  #failed(attempt: Attempt, status: RefusalStatus): void {
    const { decision, origin, answered } = attempt;
    if (this.#over) return;
    if (answered) {
      this.#outcome.broken();
      return;
    }
    const { method, body } = this.#request;
    body.detach();
    origin.counts.failures += 1;
    // Pingora, Cloudflare's proxy: a kept connection may have been closed by the other side just now, so an
    // idempotent request on one is repeated on a new one.
    if (status === 520 && attempt.reused && IDEMPOTENT.has(method) && body.canRepeat) {
      if (!this.#renewed) {
        this.#renewed = true;
        this.#try(decision, true);
        return;
      }
    }
    const retry = body.canRepeat
      ? this.#context.balancer.retry({ decision, status, retries: this.#retries })
      : undefined;
    if (retry === undefined) {
      this.#fail(status, decision);
      return;
    }
    this.#retries += 1;
    origin.counts.retries += 1;
    this.#try(retry, false);
  }

  #fail(status: RefusalStatus, decision: Decision | undefined): void {
    this.#over = true;
    this.#outcome.failed(status, decision);
  }
}

/** One try at one region. */
class Attempt {
  readonly decision: Decision;
  readonly origin: Origin;
  readonly outgoing: ClientRequest;
  answered = false;
  readonly #context: DispatchContext;
  readonly #end: () => void;
  #timedOut: RefusalStatus | undefined;
  #connected = false;

  constructor(
    context: DispatchContext,
    request: Dispatched,
    decision: Decision,
    origin: Origin,
    fresh: boolean,
  ) {
    this.#context = context;
    this.decision = decision;
    this.origin = origin;
    const ended = context.balancer.begin(decision.pool);
    origin.counts.active += 1;
    this.outgoing = origin.send({ ...request, fresh });
    context.connectDeadlines.add(this.#connectTimeout);
    this.#end = () => {
      ended();
      origin.counts.active -= 1;
      this.#clear();
    };
    this.outgoing.once('socket', (socket) => {
      const stands = () => {
        this.#connected = true;
        context.connectDeadlines.remove(this.#connectTimeout);
        if (!this.answered) context.responseDeadlines.add(this.#responseTimeout);
        request.body.sendTo(this.outgoing);
      };
      if (socket instanceof LinkStream && !socket.connected) socket.once('connect', stands);
      else stands();
    });
    for (const event of ['response', 'upgrade'] as const) {
      this.outgoing.once(event, ({ statusCode }: IncomingMessage) => {
        this.answered = true;
        origin.answered(statusCode ?? 0);
        this.#clear();
      });
    }
    this.outgoing.once('close', this.#end);
  }

  get reused(): boolean {
    return this.outgoing.reusedSocket;
  }

  onFailure(failed: (status: RefusalStatus) => void): void {
    this.outgoing.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : undefined;
      const status = this.#connected ? 520 : statusOfConnectError(code);
      failed(this.#timedOut ?? status);
    });
  }

  readonly #connectTimeout = () => this.#timeOut(522);
  readonly #responseTimeout = () => this.#timeOut(524);

  #timeOut(status: RefusalStatus): void {
    this.#timedOut = status;
    this.outgoing.destroy(new Error('timed out'));
  }

  #clear(): void {
    this.#context.connectDeadlines.remove(this.#connectTimeout);
    this.#context.responseDeadlines.remove(this.#responseTimeout);
  }
}
