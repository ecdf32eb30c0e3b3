import type { Health, Monitor } from '../schemas.ts';

/** Changes that are kept of each. */
const KEPT = 20;

export type Reading = Pick<Monitor, 'kind' | 'name' | 'region' | 'health' | 'detail'>;

/** How the health of everything that is checked changed, as far as this process has seen it. */
export class Monitors {
  readonly #monitors = new Map<string, Monitor>();

  /** @param readings all there are now; what is missing is forgotten */
  observe(readings: readonly Reading[], at: number): void {
    const present = new Set<string>();
    for (const reading of readings) {
      const id = `${reading.kind}/${reading.region}/${reading.name}`;
      present.add(id);
      const known = this.#monitors.get(id);
      const { health, detail } = reading;
      const change = { at, health, ...(detail === undefined ? {} : { detail }) };
      if (known?.health === health) {
        this.#monitors.set(id, { ...known, ...reading });
        continue;
      }
      const history = [...(known?.history ?? []), change].slice(-KEPT);
      this.#monitors.set(id, { ...reading, id, since: at, history });
    }
    for (const id of this.#monitors.keys()) if (!present.has(id)) this.#monitors.delete(id);
  }

  all(): Monitor[] {
    return [...this.#monitors.values()];
  }
}

/** Of several processes: down when one of them is, unknown when none says anything. */
export function worstOf(values: readonly number[]): Health {
  if (values.length === 0) return 'unknown';
  return values.every((value) => value === 1) ? 'up' : 'down';
}
