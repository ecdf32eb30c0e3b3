import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, systemClock, verifySignature } from '@tandem/core';
import { FaultBoard } from '../faults.ts';
import type { Recorder } from '../history/index.ts';
import { listen } from '../listen.ts';
import { Random } from '../random.ts';
import { InvalidInputError } from '../validation.ts';
import { type CallbackRecord, parseCallback } from './callback.ts';
import type { CallbackFault } from './callback-faults.ts';
import { CallbackHistory } from './callback-history.ts';
import { CallbackLog, type Reception } from './callback-log.ts';

export interface CallbackReceiverOptions {
  /** The customer's secret, with which Tandem signs. */
  readonly signingSecret: string;
  readonly clock?: Clock;
  /** Outcomes to remember. */
  readonly retain?: number;
  readonly seed?: number | string;
  readonly record?: Recorder;
}

export type OutcomeListener = (record: CallbackRecord, reception: Reception) => void;

const MAX_BODY_BYTES = 64 * 1_024;

/** The bank's endpoint for outcomes: verifies, remembers, and says so when it is told two different things. */
export class CallbackReceiver {
  readonly log: CallbackLog;
  readonly faults: FaultBoard<CallbackFault>;
  /** Deliveries answered 4xx, by the reason. */
  readonly invalid = new Map<string, number>();
  readonly #secret: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #history: CallbackHistory | undefined;
  readonly #listeners = new Set<OutcomeListener>();
  #server: Server | undefined;

  constructor(options: CallbackReceiverOptions) {
    this.#secret = options.signingSecret;
    this.#clock = options.clock ?? systemClock;
    this.#random = new Random(options.seed ?? 'callbacks');
    this.#history = options.record && new CallbackHistory(options.record);
    this.log = new CallbackLog(this.#clock, options.retain);
    this.faults = new FaultBoard<CallbackFault>(this.#clock);
  }

  /** Listens on its own; resolves with the port. Rejects when the port is in use. */
  async listen(port: number, host = '127.0.0.1'): Promise<number> {
    this.#server = createServer((request, response) => this.handle(request, response));
    return listen(this.#server, port, host);
  }

  /** See CallbackLog; rejects never. */
  awaitOutcome(requestId: string, timeoutMs: number): Promise<CallbackRecord | undefined> {
    return this.log.awaitOutcome(requestId, timeoutMs);
  }

  /** Hears every outcome that is taken, repeats too, until the returned function is called. */
  onOutcome(listener: OutcomeListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.faults.healAll();
    this.log.close();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  /** One delivery. Answers 204 for what it took, however often it was said before. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'POST') {
      request.resume();
      response.writeHead(405, { allow: 'POST' }).end();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > MAX_BODY_BYTES) this.#refuse(response, 413, 'body-too-large');
      else
        this.#receive(request, response, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('error', () => response.destroy());
  }

  #receive(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
    const callback = this.#verified(request, response, body);
    if (!callback) return;
    const told = this.#history?.received(callback);
    if (this.#hit('drop')) {
      told?.refused(0);
      request.socket.destroy();
      return;
    }
    const refusing = this.#hit('refuse');
    if (refusing) {
      told?.refused(refusing.status);
      response.writeHead(refusing.status).end();
      return;
    }
    const take = () => {
      const reception = this.#keep(callback);
      response.writeHead(204).end();
      // Tandem may have given up on a slow endpoint; what it was told counts all the same.
      if (response.destroyed) told?.unheard(reception);
      else told?.taken(reception);
    };
    const slow = this.#hit('slow');
    if (slow) this.#clock.schedule(slow.delayMs, take);
    else take();
  }

  /** The callback, or `undefined` after an answer that refuses what is none of Tandem's. */
  #verified(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
  ): CallbackRecord | undefined {
    const { headers } = request;
    const now = this.#clock.now();
    const verified = verifySignature({
      secret: this.#secret,
      timestamp: single(headers['x-timestamp']),
      signature: single(headers['x-signature']),
      method: 'POST',
      path: request.url ?? '',
      body,
      now: Math.floor(now / 1_000),
    });
    if (!verified.valid) return this.#refuse(response, 401, verified.reason);
    try {
      const callback = parseCallback(body?.toString('utf8') ?? '', now);
      if (single(headers['idempotency-key']) === callback.transactionId) return callback;
      return this.#refuse(response, 400, 'idempotency-key-mismatch');
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof InvalidInputError)) throw error;
      return this.#refuse(response, 400, error instanceof SyntaxError ? 'not-json' : error.field);
    }
  }

  #keep(callback: CallbackRecord): Reception {
    const reception = this.log.record(callback);
    for (const listener of this.#listeners) listener(callback, reception);
    return reception;
  }

  #hit<K extends CallbackFault['kind']>(
    kind: K,
  ): Extract<CallbackFault, { readonly kind: K }> | undefined {
    const fault = this.faults.find(kind);
    return fault && this.#random.chance(fault.share ?? 1) ? fault : undefined;
  }

  #refuse(response: ServerResponse, status: number, reason: string): undefined {
    this.invalid.set(reason, (this.invalid.get(reason) ?? 0) + 1);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status, reason }));
    return undefined;
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
