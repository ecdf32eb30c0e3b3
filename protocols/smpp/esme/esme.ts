import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { type Cancel, type Clock, systemClock } from '@tandem/core';
import { SmppError } from '../errors.ts';
import type { Pdu, PduFields, RequestName, ResponseOf } from '../pdu/pdu.ts';
import type { Session } from '../session/session.ts';
import type { RequestOptions } from '../session/settings.ts';
import { bind, esmeSession, type LinkHandlers } from './bind.ts';
import { type Connecting, openConnection } from './connect.ts';
import {
  type EsmeDependencies,
  type EsmeOptions,
  type EsmeSettings,
  splitEsmeOptions,
} from './options.ts';
import { Pacer } from './pacer.ts';
import { RebindBackoff } from './rebind.ts';

export type EsmeState =
  | 'idle'
  | 'connecting'
  | 'binding'
  | 'bound'
  | 'waiting'
  | 'unbinding'
  | 'closed';

export interface EsmeEvents {
  bound: [];
  /** The bind ended, or one could not be made; with `reconnectInMs` before the next attempt. */
  unbound: [reason: SmppError, reconnectInMs: number];
  /** The SMSC throttles: nothing is sent for so many milliseconds. */
  throttled: [pauseMs: number];
  alert_notification: [alert: Pdu<'alert_notification'>];
  /** One PDU went wrong (could not be decoded, its handler failed); the bind goes on. */
  problem: [problem: Error];
  state: [state: EsmeState];
}

/**
 * One bind to one SMSC, kept up from `start` to `close`. Requests never outlive their bind: on a lost
 * link each ends with `link-lost`, and its `sent` says whether repeating it is safe.
 */
export class Esme extends EventEmitter<EsmeEvents> {
  readonly #settings: EsmeSettings;
  readonly #dependencies: EsmeDependencies;
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  readonly #backoff: RebindBackoff;
  #state: EsmeState = 'idle';
  #connecting: Connecting | undefined;
  #session: Session | undefined;
  #cancelRetry: Cancel | undefined;
  #boundAt: number | undefined;

  /** Throws TypeError naming the options that are wrong. */
  constructor(options: EsmeOptions) {
    super();
    [this.#settings, this.#dependencies] = splitEsmeOptions(options);
    this.#clock = this.#dependencies.clock ?? systemClock;
    const random = this.#dependencies.random ?? Math.random;
    const { messagesPerSecond, throttle, reconnect } = this.#settings;
    this.#pacer = new Pacer({
      messagesPerSecond,
      throttleMinMs: throttle.minMs,
      throttleMaxMs: throttle.maxMs,
      random,
      onPause: (pauseMs) => this.emit('throttled', pauseMs),
    });
    this.#backoff = new RebindBackoff(reconnect, random);
  }

  get state(): EsmeState {
    return this.#state;
  }

  /** Requests sent and unanswered. */
  get inFlight(): number {
    return this.#session?.inFlight ?? 0;
  }

  /** Requests waiting for the window, the pace or the end of a throttling pause. */
  get queued(): number {
    return this.#session?.queued ?? 0;
  }

  /** Connects and binds, again and again until `close`. */
  start(): void {
    if (this.#state === 'idle') void this.#connect();
  }

  /** Resolves with submit_sm_resp, rejects with SmppError. */
  submit(fields: PduFields<'submit_sm'>, options?: RequestOptions): Promise<Pdu<'submit_sm_resp'>> {
    return this.request('submit_sm', fields, options);
  }

  /** Any request an ESME may issue: submit_multi, data_sm, query_sm, cancel_sm, replace_sm. */
  request<C extends RequestName>(
    command: C,
    fields: PduFields<C>,
    options?: RequestOptions,
  ): Promise<Pdu<ResponseOf<C>>> {
    if (this.#state !== 'bound' || !this.#session) {
      const code = this.#state === 'unbinding' || this.#state === 'closed' ? 'closed' : 'not-bound';
      return Promise.reject(new SmppError(code, `the bind is ${this.#state}`, { sent: 'no' }));
    }
    return this.#session.request(command, fields, options);
  }

  /** Finishes what is under way, unbinds and closes, within `deadlineMs`. */
  async close(deadlineMs = 5_000): Promise<void> {
    this.#cancelRetry?.();
    const session =
      this.#state === 'bound' || this.#state === 'unbinding' ? this.#session : undefined;
    if (session) {
      this.#enter('unbinding');
      await session.unbind(deadlineMs);
    }
    this.#enter('closed');
    this.#connecting?.abort();
    this.#session?.close();
  }

  async #connect(): Promise<void> {
    this.#enter('connecting');
    const { tls } = this.#dependencies;
    const { host, port, connectTimeoutMs } = this.#settings;
    const target = tls ? { host, port, tls } : { host, port };
    this.#connecting = openConnection(target, connectTimeoutMs, this.#clock);
    try {
      const socket = await this.#connecting.socket;
      if (this.#closing) {
        socket.destroy();
        return;
      }
      this.#enter('binding');
      const session = this.#open(socket);
      this.#session = session;
      await bind(session, this.#settings);
      if (session.closed) throw new SmppError('link-lost', 'lost with the bind', { sent: 'no' });
    } catch (error) {
      this.#session?.close('the bind failed');
      this.#lost(asSmppError(error));
      return;
    }
    this.#boundAt = this.#clock.monotonic();
    this.#enter('bound');
    this.emit('bound');
  }

  #open(socket: Socket): Session {
    const handlers: LinkHandlers = {
      onAlert: (alert) => this.emit('alert_notification', alert),
      // An outbind asks a listening ESME to bind (see `listenForOutbind`); here the bind is under way.
      onOutbind: () => this.emit('problem', new Error('outbind on a connection of this ESME')),
      onProblem: (problem) => this.emit('problem', problem),
      onClosed: (reason) => {
        if (this.#state === 'bound') this.#lost(reason);
      },
    };
    return esmeSession(socket, this.#settings, this.#dependencies, handlers, this.#pacer);
  }

  get #closing(): boolean {
    return this.#state === 'closed' || this.#state === 'unbinding';
  }

  #lost(reason: SmppError): void {
    this.#session = undefined;
    if (this.#closing) return;
    const now = this.#clock.monotonic();
    const delayMs = this.#backoff.nextDelayMs(now - (this.#boundAt ?? now));
    this.#boundAt = undefined;
    this.#enter('waiting');
    this.#cancelRetry = this.#clock.schedule(delayMs, () => void this.#connect());
    this.emit('unbound', reason, delayMs);
  }

  #enter(state: EsmeState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.emit('state', state);
  }
}

function asSmppError(error: unknown): SmppError {
  if (error instanceof SmppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SmppError('link-lost', message, { sent: 'no', cause: error });
}

/** One ESME is one bind. Throws TypeError naming the options that are wrong. */
export function createEsme(options: EsmeOptions): Esme {
  return new Esme(options);
}
