import { decodeDownlink, isAppletError, MacKey, parseFrame, verifyFrame } from '@tandem/applet';
import { type Clock, delay } from '@tandem/core';
import { Agenda } from '../agenda.ts';
import type { Recorder } from '../history/index.ts';
import type { Random } from '../random.ts';
import { AppletCounters } from './counters.ts';
import { type CountsByPersona, newCounts, type PersonaCounts } from './counts.ts';
import { Dialogue, type HandsetWorld } from './dialogue.ts';
import { type Fleet, type FleetSubscriber, personaOf } from './fleet.ts';
import { Screens } from './screens.ts';
import type { HandsetTimings } from './timings.ts';

export interface HandsetsOptions {
  readonly fleet: Fleet;
  readonly target: { readonly host: string; readonly port: number };
  readonly timings: HandsetTimings;
  readonly random: Random;
  readonly clock: Clock;
  /** The source address of a subscriber's connections; absent: the system chooses. */
  readonly addressOf?: (index: number) => string | undefined;
  readonly record?: Recorder | undefined;
  /** A defect of a handset itself: the dialogue ends, the others go on. */
  readonly onError: (error: unknown) => void;
}

/** Not derived from any master key: what the persona `wrong-mac` signs with. */
const FOREIGN_KEY = new MacKey(Buffer.from('not the SIM key.', 'ascii'));

/** Every handset of the fleet. One that is not in a dialogue costs eight bytes: its
 * counter and how many dialogues it has had. */
export class Handsets {
  readonly screens: Screens;
  readonly counts: CountsByPersona = newCounts();
  /** Exchanges that gave no reply, by the reason (see ExchangeError). */
  readonly failures: Record<string, number> = {};
  readonly #fleet: Fleet;
  readonly #world: HandsetWorld;
  readonly #onError: (error: unknown) => void;
  readonly #agenda: Agenda;
  readonly #active = new Map<number, Dialogue>();
  readonly #dialogues: Uint32Array;
  #ending = false;
  #idle: (() => void) | undefined;

  constructor(options: HandsetsOptions) {
    const { fleet, target, timings, random, clock, onError } = options;
    this.#fleet = fleet;
    this.screens = new Screens(clock);
    this.#onError = onError;
    this.#agenda = new Agenda(clock);
    this.#dialogues = new Uint32Array(fleet.subscribers.length);
    this.#world = {
      clock,
      agenda: this.#agenda,
      random,
      counters: new AppletCounters(fleet.subscribers.length, clock),
      timings,
      target,
      addressOf: options.addressOf ?? (() => undefined),
      record: options.record,
      screens: this.screens,
      ending: () => this.#ending,
      failures: this.failures,
    };
  }

  /** Subscribers that are polling, looking at a popup or answering. */
  get active(): number {
    return this.#active.size;
  }

  /** A short message reached the SIM: its user data, whole. Anything but this applet's wake-up is dropped. */
  deliver(subscriber: FleetSubscriber, userData: Buffer): void {
    const counts = this.counts[subscriber.persona];
    if (!this.#isWakeUp(subscriber, userData)) {
      counts.invalidWakeUps += 1;
      return;
    }
    counts.wakeUps += 1;
    const persona = personaOf(subscriber);
    if (persona.polls === 'never' || this.#ending || this.#fleet.isSpare(subscriber)) return;
    const active = this.#active.get(subscriber.index);
    if (active) active.wakeAgain();
    else this.#begin(subscriber, persona.mac === 'wrong', counts);
  }

  /**
   * Ends every dialogue, for good: popups close, exchanges under way get their reply or their timeout.
   * Resolves when all have ended, after `deadlineMs` in any case.
   */
  async end(deadlineMs: number): Promise<void> {
    this.#ending = true;
    if (this.#active.size === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    this.#agenda.close();
    await Promise.race([idle, delay(this.#world.clock, deadlineMs)]);
  }

  /**
   * A replayed wake-up only makes the applet poll for nothing, so its counter (Unix seconds) is not kept.
   */
  #isWakeUp(subscriber: FleetSubscriber, userData: Buffer): boolean {
    try {
      const frame = parseFrame(userData);
      const known = verifyFrame(userData, frame, this.#fleet.keyOf(subscriber));
      return known && decodeDownlink(frame).name === 'WakeUp';
    } catch (error) {
      if (isAppletError(error)) return false;
      throw error;
    }
  }

  #begin(subscriber: FleetSubscriber, foreign: boolean, counts: PersonaCounts): void {
    const key = foreign ? FOREIGN_KEY : this.#fleet.keyOf(subscriber);
    const { index } = subscriber;
    const nth = this.#dialogues[index] ?? 0;
    this.#dialogues[index] = nth + 1;
    const dialogue = new Dialogue(this.#world, subscriber, key, counts, nth);
    this.#active.set(index, dialogue);
    dialogue
      .run()
      .catch(this.#onError)
      .finally(() => {
        this.#active.delete(index);
        if (this.#active.size === 0) this.#idle?.();
      });
  }
}
