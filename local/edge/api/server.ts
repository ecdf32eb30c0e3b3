import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@tandem/core';
import { listen } from '../../listen.ts';
import type { EdgeSettings } from '../options.ts';
import { PLACE_HEADER, type Places } from '../places.ts';
import { Deadlines } from './deadlines.ts';
import { type ExchangeContext, exchange, type Incoming, refuse } from './exchange.ts';
import { clientAddress, requestHeaders } from './headers.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Origin } from './origin.ts';
import { isRefusedPath, originForm } from './paths.ts';
import { type RefusalStatus, rawRefusal } from './refusals.ts';
import { upgrade } from './upgrade.ts';

export interface ApiProxyOptions {
  readonly settings: EdgeSettings;
  readonly clock: Clock;
  readonly places: Places;
  readonly balancer: LoadBalancer;
  readonly origins: ReadonlyMap<string, Origin>;
}

/** A client has this long for its header; its body may take as long as it moves. */
const HEADERS_TIMEOUT_MS = 15_000;
const SWEEP_MS = 1_000;
/** Cloudflare keeps an idle connection of a client for 400 s (Connection limits). */
const CLIENT_IDLE_MS = 400_000;
const RAY_DIGITS = 16;

/** The HTTP reverse proxy in Cloudflare's place. */
export class ApiProxy {
  readonly #options: ApiProxyOptions;
  readonly #server: Server;
  readonly #context: ExchangeContext;
  readonly #upgraded = new Set<Duplex>();
  readonly byPlace = new Map<string, number>();
  readonly refusals = new Map<number, number>();
  #rays: bigint;
  #draining = false;

  constructor(options: ApiProxyOptions) {
    const { settings, clock, balancer, origins } = options;
    this.#options = options;
    this.#rays = BigInt(Math.trunc(clock.now())) << 20n;
    this.#context = {
      balancer,
      origins,
      connectDeadlines: new Deadlines(clock, settings.connectTimeoutMs),
      responseDeadlines: new Deadlines(clock, settings.responseTimeoutMs),
      retryBufferBytes: settings.retryBufferBytes,
      streams: new Set(),
      draining: () => this.#draining,
    };
    this.#server = createServer(
      {
        maxHeaderSize: settings.maxHeaderBytes,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: 0,
        keepAliveTimeout: CLIENT_IDLE_MS,
        connectionsCheckingInterval: SWEEP_MS,
        noDelay: true,
      },
      (request, response) => this.#request(request, response),
    );
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('clientError', (error, socket) => {
      const status = statusOfClientError(error);
      this.#refused(status);
      if (socket.writable) socket.end(rawRefusal(status));
      else socket.destroy();
    });
  }

  listen(port: number, host: string): Promise<number> {
    return listen(this.#server, port, host);
  }

  /** Finishes what is under way within `deadlineMs`, then cuts what is left. */
  async stop(deadlineMs: number): Promise<void> {
    this.#draining = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    const cut = this.#options.clock.schedule(deadlineMs, () => this.#cut());
    this.#server.closeIdleConnections();
    for (const socket of this.#upgraded) socket.end();
    for (const stream of this.#context.streams) stream.destroy();
    await closed;
    cut();
    this.#cut();
    for (const origin of this.#options.origins.values()) origin.close();
    this.#context.connectDeadlines.close();
    this.#context.responseDeadlines.close();
  }

  #cut(): void {
    this.#server.closeAllConnections();
    for (const socket of this.#upgraded) socket.destroy();
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const incoming = this.#accept(request);
    if (typeof incoming === 'object') {
      exchange(this.#context, request, response, incoming);
      return;
    }
    request.resume();
    const { names } = this.#options.places;
    refuse(response, incoming, {
      ray: this.#ray(this.#options.places.usual),
      draining: this.#draining,
      ...(incoming === 400
        ? { detail: `${PLACE_HEADER}: must be one of ${names.join(', ')}.` }
        : {}),
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const protocol = request.headers.upgrade ?? '';
    const websocket = protocol.toLowerCase() === 'websocket';
    const incoming = websocket ? this.#accept(request, protocol) : 426;
    if (typeof incoming === 'object') {
      this.#upgraded.add(socket);
      socket.on('close', () => this.#upgraded.delete(socket));
      upgrade(this.#context, request, socket, head, incoming);
      return;
    }
    if (incoming === 426) this.#refused(426);
    socket.on('error', () => socket.destroy());
    socket.end(rawRefusal(incoming));
  }

  /** What is passed on, or the status that says why not. */
  #accept(request: IncomingMessage, protocol?: string): Incoming | RefusalStatus {
    const { places, settings } = this.#options;
    const path = originForm(request.url ?? '/');
    if (path.length > settings.maxUrlBytes) return this.#refused(414);
    if (isRefusedPath(path)) return this.#refused(403);
    const place = places.ofHeader(request.headers[PLACE_HEADER]);
    if (place === undefined) return this.#refused(400);
    this.byPlace.set(place, (this.byPlace.get(place) ?? 0) + 1);
    const clientIp = clientAddress(request.socket.remoteAddress);
    const ray = this.#ray(place);
    const upgraded = protocol === undefined ? {} : { upgrade: protocol };
    const headers = requestHeaders(request.rawHeaders, { clientIp, ray, ...upgraded });
    return { path, headers, clientIp, ray };
  }

  #refused(status: RefusalStatus): RefusalStatus {
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
    return status;
  }

  #ray(place: string): string {
    this.#rays += 1n;
    const id = this.#rays.toString(16).padStart(RAY_DIGITS, '0');
    return `${id}-${this.#options.places.codeOf(place)}`;
  }
}

function statusOfClientError(error: Error): RefusalStatus {
  switch ('code' in error ? error.code : undefined) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}
