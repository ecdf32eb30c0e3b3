import type { At, OperationOf } from '../../history/index.ts';
import type { Facts } from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';

export type GuardedWrite = At<OperationOf<'guarded-write'>>;
type Accepted = At<Extract<OperationOf<'guarded-write'>, { type: 'ok' }>>;

/** The lease names its holder; no other document does. */
export const isLease = ({ operation }: GuardedWrite): boolean =>
  operation.type === 'ok' && operation.value.holder !== undefined;

export const isAccepted = (write: GuardedWrite): write is Accepted => write.operation.type === 'ok';

/** Refused because the document had gone to a later epoch. */
export function isStale({ operation }: GuardedWrite): boolean {
  if (operation.type !== 'fail') return false;
  const { epoch, heldEpoch } = operation.value;
  return heldEpoch !== undefined && epoch < heldEpoch;
}

interface Guarded {
  epoch: number;
  version: number;
  writesInEpoch: number;
}

/**
 * I5: singleton work has one holder at a time, and the store refuses all others. Reads the writes as the
 * store accepted them: per document neither epoch nor version ever falls; epochs grow by one, in the lease
 * first; a new holder stamps every document before it works; and only the holder of an epoch writes under it.
 */
export function epochs(facts: Facts): Findings {
  const writes = facts.recording.of('guarded-write');
  const book = new EpochBook(facts.recording.parameters?.regions ?? []);
  for (const write of writes) if (isAccepted(write)) book.accept(write);
  const stale = writes.filter(isStale);
  const held = counted(book.promotions, 'promotion');
  const refused = counted(stale.length, 'write');
  return {
    findings: book.findings,
    doubt: book.epoch === 0 ? 'no write of the lease was seen' : undefined,
    holds: `epoch ${book.epoch} after ${held}; ${refused} of an old epoch refused${example(stale)}`,
  };
}

function example([first]: readonly GuardedWrite[]): string {
  if (!first) return '';
  const { client, epoch } = first.operation.value;
  return `, the first of ${client} under ${epoch} (line ${first.line})`;
}

/** Replays the accepted writes. */
class EpochBook {
  readonly findings: Finding[] = [];
  epoch = 0;
  promotions = 0;
  readonly #holders = new Map<number, string>();
  readonly #documents = new Map<string, Guarded>();
  #stampsAwaited: number | undefined;
  readonly #regions: readonly string[];

  constructor(regions: readonly string[]) {
    this.#regions = regions;
  }

  accept(write: Accepted): void {
    const { collection, id, client, epoch, version, holder } = write.operation.value;
    const name = collection === undefined ? id : `${collection}/${id}`;
    const report = (problem: string) =>
      this.findings.push({ operation: name, problem: `${client} ${problem}`, line: write.line });
    const known = this.#documents.get(name);
    if (known && epoch < known.epoch) {
      report(`wrote under epoch ${epoch} after the document had ${known.epoch}`);
      return;
    }
    if (known && version <= known.version) {
      report(`wrote version ${version} over version ${known.version}: no compare-and-set`);
    }
    if (holder !== undefined) this.#lease(epoch, holder, report);
    else this.#work(name, known, epoch, client, report);
    const writesInEpoch = known?.epoch === epoch ? known.writesInEpoch + 1 : 1;
    this.#documents.set(name, { epoch, version, writesInEpoch });
  }

  #lease(epoch: number, holder: string, report: (problem: string) => void): void {
    const before = this.#holders.get(epoch);
    if (before !== undefined && before !== holder) {
      report(`made ${holder} hold epoch ${epoch}, which ${before} holds`);
    }
    if (this.epoch !== 0 && epoch > this.epoch + 1) {
      report(`raised the epoch from ${this.epoch} to ${epoch}`);
    }
    if (epoch > this.epoch) {
      if (this.epoch !== 0) this.promotions += 1;
      this.epoch = epoch;
      this.#stampsAwaited = epoch;
    }
    this.#holders.set(epoch, holder);
  }

  #work(
    name: string,
    known: Guarded | undefined,
    epoch: number,
    client: string,
    report: (problem: string) => void,
  ): void {
    if (this.epoch !== 0 && epoch > this.epoch) {
      report(`wrote under epoch ${epoch}, which nobody holds`);
    }
    const holder = this.#holders.get(epoch);
    const writer = regionOf(client);
    if (holder !== undefined && writer !== holder && this.#regions.includes(writer)) {
      report(`wrote under epoch ${epoch}, which ${holder} holds`);
    }
    const works = known?.epoch === epoch;
    if (!works || epoch !== this.#stampsAwaited) return;
    const left = [...this.#documents].find(
      ([other, { epoch: theirs, version }]) =>
        other !== name && theirs < epoch && version > 1 && theirs !== 0,
    );
    if (left) report(`works under epoch ${epoch} and has not stamped ${left[0]}`);
    else this.#stampsAwaited = undefined;
  }
}

/** A client may say more than its region, after it. */
const regionOf = (client: string): string => client.split(/[/: ]/, 1)[0] ?? client;
