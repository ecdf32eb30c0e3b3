/** Something that happened to the running system, for `tandem status`. */
export interface Incident {
  readonly at: number;
  readonly text: string;
}

const KEPT = 200;

/** The last incidents, oldest first. */
export class IncidentLog {
  readonly #incidents: Incident[] = [];
  readonly #now: () => number;
  readonly #listener: (incident: Incident) => void;

  constructor(now: () => number, listener: (incident: Incident) => void = () => undefined) {
    this.#now = now;
    this.#listener = listener;
  }

  add(text: string): void {
    const incident = { at: this.#now(), text };
    this.#incidents.push(incident);
    if (this.#incidents.length > KEPT) this.#incidents.shift();
    this.#listener(incident);
  }

  all(): readonly Incident[] {
    return [...this.#incidents];
  }
}
