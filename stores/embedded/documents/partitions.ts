import type { EngineConnection } from '../wire/engine-connection.ts';
import type { Admission, Arrival } from '../wire/engine-server.ts';
import { clientOf } from './client-name.ts';
import type { DocumentRequest } from './operations.ts';

export type Cut = 'silent' | 'refusing';

type Arrivals = readonly Arrival<DocumentRequest>[];

/** As much as buffers between two hosts may hold; beyond it the connection breaks. */
const MAX_HELD = 50_000;

/** The network between the service and its clients: which of them are cut off, and what is under way then. */
export class Partitions {
  #cut: ReadonlyMap<string, Cut> = new Map();
  readonly #connections = new Set<EngineConnection>();
  readonly #ungreeted = new Map<() => void, string>();
  #held: Arrival<DocumentRequest>[] = [];
  #arrive: (arrivals: Arrivals) => void = () => undefined;

  admit(details: unknown, hangUp: () => void): Admission {
    const client = clientOf(details);
    const cut = this.#cut.get(client);
    if (cut === 'silent') this.#ungreeted.set(hangUp, client);
    return cut === undefined ? 'greet' : cut === 'silent' ? 'silence' : 'refuse';
  }

  opened(connection: EngineConnection): void {
    this.#connections.add(connection);
  }

  closed(connection: EngineConnection): void {
    this.#connections.delete(connection);
  }

  /** Hands on what comes from clients that are not cut off; the rest when they no longer are. */
  pass(arrivals: Arrivals, arrive: (arrivals: Arrivals) => void): void {
    this.#arrive = arrive;
    if (this.#cut.size === 0) {
      arrive(arrivals);
      return;
    }
    for (const arrival of arrivals) if (this.#isCut(arrival)) this.#hold(arrival);
    arrive(arrivals.filter((arrival) => !this.#isCut(arrival)));
  }

  /** By client: who is cut off from now on, and how. */
  set(cut: ReadonlyMap<string, Cut>): void {
    this.#cut = cut;
    for (const connection of this.#connections) {
      if (cut.get(clientOf(connection.details)) === 'refusing') connection.close();
    }
    for (const [hangUp, client] of this.#ungreeted) {
      if (cut.get(client) === 'silent') continue;
      this.#ungreeted.delete(hangUp);
      hangUp();
    }
    const held = this.#held;
    this.#held = held.filter((arrival) => this.#isCut(arrival));
    // Whoever closed the connection meanwhile sends nothing again.
    this.#arrive(held.filter((arrival) => arrival.connection.open && !this.#isCut(arrival)));
  }

  #hold(arrival: Arrival<DocumentRequest>): void {
    if (this.#held.length < MAX_HELD) this.#held.push(arrival);
    else arrival.connection.close();
  }

  #isCut({ connection }: Arrival<DocumentRequest>): boolean {
    return this.#cut.has(clientOf(connection.details));
  }
}
