import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Cancel, type Clock, TandemError } from '@tandem/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.ts';
import type { Bye, Snapshot, Update } from '../schemas.ts';
import type { LiveSource } from './source.ts';

export interface StreamsOptions {
  readonly source: LiveSource;
  readonly clock: Clock;
  readonly onDropped: () => void;
}

interface Client {
  readonly response: ServerResponse;
  /** Unix milliseconds; a stream does not outlive its session. */
  readonly sessionEndsAt: number | undefined;
  lastWriteAt: number;
  /** Since when it has not read what was written; monotonic. */
  blockedSince: number | undefined;
}

export const MAX_STREAMS = 200;
export const BEAT_MS = 5_000;
/** Whoever reads nothing for so long is gone, or too slow to follow. */
export const PATIENCE_MS = 15_000;
/** A few updates; more than that is never kept for one client. */
const MAX_BUFFERED = 1_048_576;
const RETRY_SECONDS = 5;

const WORDS: Readonly<Record<Bye['reason'], string>> = {
  draining: 'This region stops serving; the page connects to another one.',
  'session-ended': 'Your session has ended. Sign in again.',
  'too-slow': 'The connection was too slow to follow.',
};

/** Pages that follow the live state: one text a second, made once for all of them. */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #clients = new Set<Client>();
  /** Ids of another process mean nothing to this one. */
  readonly #process = randomBytes(6).toString('hex');
  #unlisten: (() => void) | undefined;
  #cancelBeat: Cancel | undefined;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#clients.size;
  }

  /** The answers that are being written. */
  get responses(): ServerResponse[] {
    return [...this.#clients].map(({ response }) => response);
  }

  /** Takes over the answer, and begins with what the page has missed. */
  async open(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { source, clock } = this.#options;
    if (this.#clients.size >= MAX_STREAMS) {
      reply.header('retry-after', String(RETRY_SECONDS));
      throw new TandemError('too-many-streams', { limit: MAX_STREAMS, seconds: RETRY_SECONDS });
    }
    const sessionEndsAt = principalOf(request).session?.expiresAt;
    const snapshot = await source.snapshot();
    reply.hijack();
    const { raw: response } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const client = { response, sessionEndsAt, lastWriteAt: 0, blockedSince: undefined };
    this.#clients.add(client);
    response.on('close', () => this.#remove(client));
    response.on('error', () => response.destroy());
    response.write(`retry: ${RETRY_SECONDS * 100}\n\n`);
    this.#begin(client, request.headers['last-event-id'], snapshot);
    this.#unlisten ??= source.listen((sequence, update) => this.#broadcast(sequence, update));
    this.#cancelBeat ??= clock.schedule(BEAT_MS, () => this.#beat());
  }

  /** Says goodbye to everybody: before a stop, and when the region can no longer serve. */
  closeAll(reason: Bye['reason']): void {
    for (const client of this.#clients) this.#goodbye(client, reason);
  }

  #begin(
    client: Client,
    lastId: string | string[] | undefined,
    { state, samples }: Snapshot,
  ): void {
    const { source } = this.#options;
    const [process, sequence] = String(lastId ?? '').split('.');
    const isOurs = process === this.#process && /^[0-9]{1,15}$/.test(sequence ?? '');
    const missed = isOurs ? source.since(Number(sequence)) : undefined;
    if (!missed) {
      this.#write(client, this.#text(source.sequence, 'snapshot', { state, samples }));
      return;
    }
    const first = source.sequence - missed.length + 1;
    for (const [index, sample] of missed.entries()) {
      this.#write(client, this.#text(first + index, 'update', { state, sample }));
    }
  }

  #broadcast(sequence: number, update: Update): void {
    if (this.#clients.size === 0) return;
    const text = this.#text(sequence, 'update', update);
    const now = this.#options.clock.monotonic();
    for (const client of this.#clients) {
      const { response } = client;
      if (!response.writableNeedDrain) {
        client.blockedSince = undefined;
        this.#write(client, text);
        continue;
      }
      client.blockedSince ??= now;
      const tooSlow = now - client.blockedSince >= PATIENCE_MS;
      if (tooSlow || response.writableLength > MAX_BUFFERED) {
        this.#options.onDropped();
        response.destroy();
      }
    }
  }

  #beat(): void {
    const { clock } = this.#options;
    this.#cancelBeat = undefined;
    for (const client of this.#clients) {
      const { sessionEndsAt, lastWriteAt, response } = client;
      if (sessionEndsAt !== undefined && sessionEndsAt <= clock.now()) {
        this.#goodbye(client, 'session-ended');
      } else if (clock.monotonic() - lastWriteAt >= BEAT_MS && !response.writableNeedDrain) {
        this.#write(client, ': beat\n\n');
      }
    }
    if (this.#clients.size > 0) this.#cancelBeat = clock.schedule(BEAT_MS, () => this.#beat());
  }

  #goodbye(client: Client, reason: Bye['reason']): void {
    const bye: Bye = { reason, text: WORDS[reason] };
    client.response.end(`event: bye\ndata: ${JSON.stringify(bye)}\n\n`);
    this.#remove(client);
  }

  #write(client: Client, text: string): void {
    client.lastWriteAt = this.#options.clock.monotonic();
    client.response.write(text);
  }

  #remove(client: Client): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
  }

  #text(sequence: number, event: string, data: Snapshot | Update): string {
    return `id: ${this.#process}.${sequence}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
