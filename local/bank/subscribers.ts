import type { Model } from '@tandem/core';
import type { FleetSubscriber } from '../carrier/fleet.ts';
import { fleetSubscribers } from '../carrier/fleet.ts';
import type { PersonaName } from '../carrier/personas.ts';
import type { Random } from '../random.ts';

/** Weights: `{ordinary: 9, rejects: 1}` makes one of ten a persona that rejects. */
export type PersonaMix = Readonly<Partial<Record<PersonaName, number>>>;
export type ModelMix = Readonly<Partial<Record<Model, number>>>;

/** Draws a name by weight. Throws a RangeError for a mix without any weight. */
export function weighted<T extends string>(
  mix: Readonly<Partial<Record<T, number>>>,
  what: string,
): (random: Random) => T {
  const entries = Object.entries(mix) as [T, number | undefined][];
  const weights = entries.map(([, weight]) => weight ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const first = entries[0];
  if (!first || !(total > 0) || weights.some((weight) => weight < 0)) {
    throw new RangeError(`${what}: give at least one a weight above 0, and none below`);
  }
  return (random) => {
    let left = random.next() * total;
    for (const [name, weight = 0] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return first[0];
  };
}

/**
 * Who is asked next: a persona by weight, and of it whoever has not been asked for the longest time, since
 * a SIM shows one popup at a time.
 */
export class SubscriberPicker {
  readonly #random: Random;
  readonly #persona: (random: Random) => PersonaName;
  readonly #rings = new Map<PersonaName, { readonly ring: FleetSubscriber[]; at: number }>();

  constructor(mix: PersonaMix, random: Random, areaCodes?: readonly number[]) {
    this.#random = random;
    this.#persona = weighted(mix, 'personas');
    for (const subscriber of random.shuffle(fleetSubscribers(areaCodes))) {
      const known = this.#rings.get(subscriber.persona);
      if (known) known.ring.push(subscriber);
      else this.#rings.set(subscriber.persona, { ring: [subscriber], at: 0 });
    }
  }

  next(): FleetSubscriber {
    const persona = this.#persona(this.#random);
    const entry = this.#rings.get(persona);
    const subscriber = entry?.ring[entry.at];
    if (!entry || !subscriber)
      throw new RangeError(`personas: nobody is of the persona ${persona}`);
    entry.at = (entry.at + 1) % entry.ring.length;
    return subscriber;
  }
}
