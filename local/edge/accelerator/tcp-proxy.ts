import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '@tandem/core';
import { type AcceleratorRules, type Route, route } from '@tandem/health';
import { listen } from '../../listen.ts';
import { clientAddress } from '../api/headers.ts';
import { join } from '../api/upgrade.ts';
import type { Link } from '../network/link.ts';
import { type Address, LinkStream } from '../network/link-stream.ts';
import type { Places } from '../places.ts';

export interface AcceleratorEndpoint {
  readonly link: Link;
  readonly address: Address;
}

/** A connection that was given to a region; `local` is the client's end, as the client knows it. */
export interface RoutedConnection {
  readonly local: string;
  readonly region: string;
  readonly place: string;
  readonly via: Route['via'];
}

export interface TcpProxyOptions {
  readonly rules: AcceleratorRules;
  readonly endpoints: ReadonlyMap<string, AcceleratorEndpoint>;
  readonly isHealthy: (endpoint: string) => boolean;
  readonly places: Places;
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly onConnection?: ((connection: RoutedConnection) => void) | undefined;
}

export interface RegionConnections {
  accepted: number;
  active: number;
  failed: number;
  readonly via: Record<Route['via'], number>;
}

/** More than the kernel's own limit: it decides. */
const BACKLOG = 65_535;
/** Loopback addresses but the usual one, which a connection has without asking. */
const BINDABLE = /^127\.(?!0\.0\.1$)/;

/**
 * The TCP proxy in the accelerator's place. A connection is routed once and never moved: the region that has
 * it keeps it, healthy or not, until either side ends it or it was idle for too long.
 */
export class TcpProxy {
  readonly counts: ReadonlyMap<string, RegionConnections>;
  readonly byPlace = new Map<string, number>();
  readonly #options: TcpProxyOptions;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  constructor(options: TcpProxyOptions) {
    this.#options = options;
    this.counts = new Map([...options.endpoints.keys()].map((region) => [region, zeroes()]));
    const sockets = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true };
    this.#server = createServer(sockets, (client) => this.#accept(client));
  }

  get connections(): number {
    return this.#clients.size;
  }

  listen(port: number, host: string): Promise<number> {
    this.#server.maxConnections = Number.POSITIVE_INFINITY;
    return listen(this.#server, port, host, BACKLOG);
  }

  /** Takes no more connections, waits for those that are there, and cuts what is left after `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    const cut = this.#options.clock.schedule(deadlineMs, () => {
      for (const client of this.#clients) client.destroy();
    });
    await closed;
    cut();
  }

  #accept(client: Socket): void {
    const { rules, isHealthy, endpoints, places, onConnection } = this.#options;
    const sourceIp = clientAddress(client.remoteAddress);
    const place = places.ofAddress(sourceIp);
    this.byPlace.set(place, (this.byPlace.get(place) ?? 0) + 1);
    const chosen = route(rules, isHealthy, {
      place,
      sourceIp,
      sourcePort: client.remotePort ?? 0,
      destinationIp: clientAddress(client.localAddress),
      destinationPort: client.localPort ?? 0,
    });
    const endpoint = chosen && endpoints.get(chosen.endpoint);
    const counts = chosen && this.counts.get(chosen.endpoint);
    if (!chosen || !endpoint || !counts) {
      client.on('error', () => client.destroy());
      client.resetAndDestroy();
      return;
    }
    counts.accepted += 1;
    counts.via[chosen.via] += 1;
    const local = `${sourceIp}:${client.remotePort}`;
    onConnection?.({ local, region: chosen.endpoint, place, via: chosen.via });
    this.#carry(client, endpoint, counts, sourceIp);
  }

  #carry(
    client: Socket,
    { link, address }: AcceleratorEndpoint,
    counts: RegionConnections,
    sourceIp: string,
  ): void {
    counts.active += 1;
    this.#clients.add(client);
    // The accelerator preserves the address of the client for its endpoints; on loopback we can too.
    const localAddress = BINDABLE.test(sourceIp) ? { localAddress: sourceIp } : {};
    const region = new LinkStream(link, address, { allowHalfOpen: true, ...localAddress });
    client.setTimeout(this.#options.idleTimeoutMs, () => client.destroy());
    client.on('close', () => {
      counts.active -= 1;
      this.#clients.delete(client);
    });
    region.on('error', () => {
      if (!region.connected) counts.failed += 1;
      client.resetAndDestroy();
    });
    join(client, region);
  }
}

function zeroes(): RegionConnections {
  const via = { nearest: 0, 'dialled-away': 0, failover: 0, 'fail-open': 0 };
  return { accepted: 0, active: 0, failed: 0, via };
}
