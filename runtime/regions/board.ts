import type { Cancel, Clock } from '@tandem/core';
import { type Collection, type Documents, isStoreError } from '@tandem/stores';
import type { WorkloadName } from '@tandem/topology';
import {
  MAX_RECORDS,
  type ProcessReport,
  REGIONS,
  type RegionRecord,
  type StoredReport,
} from './records.ts';
import { EMPTY_ROLL, isAble, look, missingIn, type Roll } from './roll.ts';

/** What a process says of itself in one round, without what the board adds. */
export type Described = Omit<
  ProcessReport,
  'kind' | 'region' | 'workloads' | 'beat' | 'startedAt' | 'reportedAt'
>;

/** How its region and the others stand, as of one round. */
export interface Standing {
  readonly round: number;
  /** What this process had told the others before it looked at them. */
  readonly toldAble: boolean;
  readonly drained: boolean;
  /** Path workloads that no process of this region is ready to do; of other processes only. */
  readonly missing: readonly WorkloadName[];
  /** The other regions that would serve well now. */
  readonly othersAble: readonly string[];
}

export interface BoardOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly region: string;
  /** Every region of the topology. */
  readonly regions: readonly string[];
  /** Distinguishes the processes of one region, such as a pod's name. */
  readonly instance: string;
  /** What this process runs. */
  readonly workloads: readonly WorkloadName[];
  /** What a region needs in order to serve. */
  readonly wanted: readonly WorkloadName[];
  readonly everyMs: number;
  readonly describe: () => Promise<Described>;
  readonly onRound: (standing: Standing) => void;
  readonly onError: (error: unknown) => void;
}

/** Reports of dead processes stay this long, so that an operator still sees what they said last. */
const KEPT_MS = 600_000;

/**
 * The board on which every process of every region says how it is, and reads how the others are. It says
 * first and looks then: of two regions that lose something at the same moment, at least one sees the
 * other's loss, so they never both step aside for each other.
 */
export class RegionBoard {
  readonly #options: BoardOptions;
  readonly #records: Collection<RegionRecord>;
  readonly #id: string;
  readonly #startedAt: number;
  #own: StoredReport | undefined;
  #roll: Roll = EMPTY_ROLL;
  #standing: Standing | undefined;
  #rounds = 0;
  #beat = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;
  #cancel: Cancel = () => undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#records = options.documents.collection(REGIONS);
    this.#id = `${options.region}/${options.instance}`;
    this.#startedAt = options.clock.now();
  }

  /** As of the last completed round; undefined before the first. */
  get standing(): Standing | undefined {
    return this.#standing;
  }

  get roll(): Roll {
    return this.#roll;
  }

  start(): void {
    this.#stopped = false;
    this.kick();
  }

  /** A round now: something has changed that others should know, or that this process should. */
  kick(): void {
    if (this.#stopped) return;
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#cancel();
    this.#running = this.#round()
      .catch(this.#options.onError)
      .finally(() => {
        this.#running = undefined;
        this.#plan();
      });
  }

  /** Says goodbye: others need not wait until its silence is noticed. Never rejects. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
    if (!this.#own) return;
    await this.#records.remove(this.#id, this.#own.version).catch(this.#options.onError);
  }

  #plan(): void {
    if (this.#stopped) return;
    if (this.#again) {
      this.#again = false;
      this.kick();
      return;
    }
    this.#cancel = this.#options.clock.schedule(this.#options.everyMs, () => this.kick());
  }

  async #round(): Promise<void> {
    const { region, regions, wanted, workloads, onRound } = this.#options;
    const described = await this.#options.describe();
    await this.#tell(described);
    const records = await this.#records.find({ index: 'region', limit: MAX_RECORDS });
    this.#roll = look(this.#roll, records);
    this.#rounds += 1;
    const elsewhere = wanted.filter((name) => !workloads.includes(name));
    this.#standing = {
      round: this.#rounds,
      toldAble: described.able,
      drained: this.#roll.drained.has(region),
      missing: missingIn(this.#roll, region, elsewhere),
      othersAble: regions.filter((other) => other !== region && isAble(this.#roll, other, wanted)),
    };
    onRound(this.#standing);
  }

  async #tell(described: Described): Promise<void> {
    const { region, workloads, clock } = this.#options;
    const reportedAt = clock.now();
    this.#beat += 1;
    const report = {
      ...described,
      _id: this.#id,
      kind: 'process',
      region,
      workloads,
      beat: this.#beat,
      startedAt: this.#startedAt,
      reportedAt,
      purgeAt: reportedAt + KEPT_MS,
    } as const;
    this.#own = await this.#write(report, this.#own?.version ?? 0);
  }

  /** Somebody else wrote it only when an earlier write of this process succeeded unheard, or it expired. */
  async #write(report: Omit<StoredReport, 'version'>, held: number): Promise<StoredReport> {
    const next = { ...report, version: held + 1 };
    if (held > 0 && (await this.#records.replace(next))) return next;
    if (held === 0 && (await this.#insert(next))) return next;
    const found = await this.#records.get(this.#id);
    const again = { ...report, version: (found?.version ?? 0) + 1 };
    const written = found ? await this.#records.replace(again) : await this.#insert(again);
    if (written) return again;
    throw new Error(`${this.#id} is written by another process of the same name`);
  }

  async #insert(report: StoredReport): Promise<boolean> {
    try {
      await this.#records.insert(report);
      return true;
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
  }
}
