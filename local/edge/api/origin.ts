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

/** The API of one region, as the edge reaches it: connections are kept and used again. */
export class Origin {
  readonly region: string;
  readonly counts = { requests: 0, connections: 0, active: 0, failures: 0, retries: 0 };
  readonly byStatus = new Map<number, number>();
  readonly #address: Address;
  readonly #agent: Agent;
  readonly #connect: () => LinkStream;

  constructor(region: string, address: Address, link: Link) {
    this.region = region;
    this.#address = address;
    this.#connect = () => {
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
    Object.assign(this.#agent, { createConnection: this.#connect });
  }

  send({ method, path, headers, fresh }: OriginRequest): ClientRequest {
    this.counts.requests += 1;
    const { host, port } = this.#address;
    return request({
      host,
      port,
      method,
      path,
      headers,
      setHost: false,
      ...(fresh ? { createConnection: this.#connect } : { agent: this.#agent }),
    });
  }

  answered(status: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
  }

  close(): void {
    this.#agent.destroy();
  }
}
