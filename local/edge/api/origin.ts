import { Agent, type ClientRequest, request } from 'node:http';
import type { Link } from '../network/link.ts';
import { type Address, LinkStream } from '../network/link-stream.ts';

/** More connections than a region's process takes at once; requests beyond them wait for one. */
const MAX_CONNECTIONS = 1_024;
const MAX_IDLE = 256;
/** Idle connections are closed before the API's own server would, or a request could meet its FIN. */
const IDLE_MS = 60_000;

export interface OriginRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  /** On a connection of its own, which nobody has used before. */
  readonly fresh: boolean;
}

/** A rule of the region's ALB: who takes the paths below a prefix. */
export interface PathRule {
  readonly pathPrefix: string;
  readonly address: Address;
}

/** The ALB of one region, as the edge reaches it: connections are kept and used again. */
export class Origin {
  readonly region: string;
  readonly counts = { requests: 0, connections: 0, active: 0, failures: 0, retries: 0 };
  readonly byStatus = new Map<number, number>();
  readonly #address: Address;
  readonly #rules: readonly PathRule[];
  readonly #agent: Agent;
  readonly #connect: (address: Address) => LinkStream;

  /** @param rules the longest prefix decides; what none of them takes goes to `address` */
  constructor(region: string, address: Address, link: Link, rules: readonly PathRule[] = []) {
    this.region = region;
    this.#address = address;
    this.#rules = rules.toSorted((a, b) => b.pathPrefix.length - a.pathPrefix.length);
    this.#connect = (address) => {
      this.counts.connections += 1;
      return new LinkStream(link, address, { allowHalfOpen: false });
    };
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: MAX_CONNECTIONS,
      maxFreeSockets: MAX_IDLE,
      scheduling: 'lifo',
      timeout: IDLE_MS,
    });
    Object.assign(this.#agent, {
      createConnection: ({ host, port }: Address) => this.#connect({ host, port }),
    });
  }

  send({ method, path, headers, fresh }: OriginRequest): ClientRequest {
    this.counts.requests += 1;
    const address = this.#addressFor(path);
    return request({
      ...address,
      method,
      path,
      headers,
      setHost: false,
      ...(fresh ? { createConnection: () => this.#connect(address) } : { agent: this.#agent }),
    });
  }

  #addressFor(path: string): Address {
    const rule = this.#rules.find(({ pathPrefix }) => isBelow(path, pathPrefix));
    return rule?.address ?? this.#address;
  }

  answered(status: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** `/dashboard` and `/dashboard/…`, not `/dashboards`. */
function isBelow(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  const next = path[prefix.length];
  return next === undefined || next === '/' || next === '?';
}
