import { type Clock, RESPONSE_TYPES, type ResponseType } from '@tandem/core';
import {
  type Collection,
  type CollectionSpec,
  type Documents,
  isStoreError,
  type StoredDocument,
} from '@tandem/stores';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const MAX_RACES = 16;

/** How the authentications of one hour ended that were decided in one region. Nobody is in it. */
export interface BusinessHour extends StoredDocument {
  readonly region: string;
  /** Unix milliseconds. */
  readonly startsAt: number;
  readonly outcomes: Outcomes;
  readonly purgeAt: number;
}

type Outcomes = Readonly<Partial<Record<ResponseType, number>>>;

export const BUSINESS_HOURS: CollectionSpec<BusinessHour> = {
  name: 'business-hours',
  indexes: [{ name: 'when', fields: ['startsAt'] }],
  expiresAt: 'purgeAt',
};

export interface BusinessRollupOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly region: string;
  /** How many regions there are. */
  readonly regions: number;
  /** How long an hour is kept after it began. */
  readonly keepMs: number;
}

/**
 * Business metrics, rolled up into documents (row O2): there they outlive the processes that counted, the region and
 * the transactions. They are metrics and no ledger: a process that is killed takes what it has counted since
 * the last flush with it, and an event that is delivered twice counts twice.
 */
export class BusinessRollup {
  readonly #options: BusinessRollupOptions;
  readonly #hours: Collection<BusinessHour>;
  readonly #pending = new Map<number, Map<ResponseType, number>>();
  #lastDay: Outcomes = {};

  constructor(options: BusinessRollupOptions) {
    this.#options = options;
    this.#hours = options.documents.collection(BUSINESS_HOURS);
  }

  /** Of every region, as they were at the last flush. */
  get lastDay(): ReadonlyMap<ResponseType, number> {
    return new Map(RESPONSE_TYPES.map((type) => [type, this.#lastDay[type] ?? 0]));
  }

  /** One outcome, decided at `at`. */
  count(responseType: ResponseType, at: number): void {
    this.#add(Math.floor(at / HOUR_MS) * HOUR_MS, responseType, 1);
  }

  /** Adds what was counted to its hours, then reads the last day. What could not be added waits for the next flush. */
  async flush(): Promise<void> {
    for (const [startsAt, counted] of [...this.#pending]) {
      this.#pending.delete(startsAt);
      try {
        await this.#write(startsAt, counted);
      } catch (error) {
        for (const [type, count] of counted) this.#add(startsAt, type, count);
        throw error;
      }
    }
    const { clock, regions } = this.#options;
    const hours = await this.#hours.find({
      index: 'when',
      from: clock.now() - DAY_HOURS * HOUR_MS,
      limit: (DAY_HOURS + 1) * regions,
    });
    this.#lastDay = hours.reduce<Outcomes>((sum, { outcomes }) => added(sum, outcomes), {});
  }

  #add(startsAt: number, type: ResponseType, count: number): void {
    const hour = this.#pending.get(startsAt) ?? new Map<ResponseType, number>();
    hour.set(type, (hour.get(type) ?? 0) + count);
    this.#pending.set(startsAt, hour);
  }

  /** Other processes of the region add to the same hour. */
  async #write(startsAt: number, counted: ReadonlyMap<ResponseType, number>): Promise<void> {
    const { region, keepMs } = this.#options;
    const more: Outcomes = Object.fromEntries(counted);
    const _id = `${region}/${new Date(startsAt).toISOString().slice(0, 13)}`;
    for (let race = 0; race < MAX_RACES; race += 1) {
      const found = await this.#hours.get(_id);
      if (found) {
        const outcomes = added(found.outcomes, more);
        if (await this.#hours.replace({ ...found, version: found.version + 1, outcomes })) return;
        continue;
      }
      const purgeAt = startsAt + keepMs;
      try {
        await this.#hours.insert({ _id, version: 1, region, startsAt, outcomes: more, purgeAt });
        return;
      } catch (error) {
        if (!isStoreError(error, 'duplicate')) throw error;
      }
    }
    throw new Error(`the hour ${_id} lost ${MAX_RACES} races`);
  }
}

const added = (one: Outcomes, other: Outcomes): Outcomes =>
  Object.fromEntries(
    RESPONSE_TYPES.map((type) => [type, (one[type] ?? 0) + (other[type] ?? 0)] as const).filter(
      ([, count]) => count > 0,
    ),
  );
