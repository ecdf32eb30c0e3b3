import { StoreError } from '../../ports/errors.ts';
import { clientOf } from './client-name.ts';
import type { Collection } from './collection.ts';
import { REMOVE } from './operations.ts';
import type { Write } from './writer.ts';

/** An insert or a compare-and-set of a document that carries an epoch (DESIGN.md, I5), and what became of it. */
export interface GuardedWrite {
  readonly accepted: boolean;
  readonly collection: string;
  readonly id: string;
  /** How the client named itself: its region. */
  readonly client: string;
  readonly epoch: number;
  readonly version: number;
  readonly holder?: string;
  /** What the store held when it refused; absent where there was no such document. */
  readonly heldEpoch?: number;
  readonly heldVersion?: number;
  /** Why it was refused, when it was not for its version. */
  readonly reason?: string;
}

interface Guard {
  readonly epoch: number;
  readonly holder?: string;
}

const MARK = '"epoch":';

/** Watches the writes of one group commit. Nothing but a search for eight bytes for documents without an epoch. */
export class GuardedWrites {
  readonly #onWrite: ((write: GuardedWrite) => void) | undefined;
  #noted: { at: number; write: GuardedWrite }[] = [];

  constructor(onWrite: ((write: GuardedWrite) => void) | undefined) {
    this.#onWrite = onWrite;
  }

  /** @param at position of the write in its commit; call before anything else changes the document */
  note(at: number, { request, collection, connection }: Write, outcome: unknown): void {
    if (!this.#onWrite || request[1] === REMOVE) return;
    const [, , , id, version, body] = request;
    const guard = guardOf(body);
    if (!guard) return;
    const accepted = outcome === true;
    const held = accepted ? {} : heldBy(collection, id);
    const client = clientOf(connection.details);
    const name = collection.table.shape.name;
    this.#noted.push({
      at,
      write: { accepted, collection: name, id, client, ...guard, version, ...held },
    });
  }

  /** The commit is over: `refusal` is of all its writes, when the disk did not take them. */
  tell(outcomes: readonly unknown[], refusal: StoreError | undefined): void {
    const noted = this.#noted;
    if (noted.length === 0) return;
    this.#noted = [];
    for (const { at, write } of noted) {
      const outcome = refusal ?? outcomes[at];
      const reason = outcome instanceof StoreError ? { reason: outcome.code } : {};
      this.#onWrite?.({ ...write, accepted: outcome === true, ...reason });
    }
  }
}

function heldBy(
  collection: Collection,
  id: string,
): Pick<GuardedWrite, 'heldEpoch' | 'heldVersion'> {
  const heldEpoch = guardOf(collection.body(id))?.epoch;
  const heldVersion = collection.versionOf(id);
  return { ...(heldEpoch === undefined ? {} : { heldEpoch }), ...(heldVersion && { heldVersion }) };
}

/** The epoch that a stored or offered document carries. */
export function guardOf(body: Buffer | string | undefined): Guard | undefined {
  if (!body?.includes(MARK)) return undefined;
  const document: unknown = JSON.parse(body.toString());
  if (typeof document !== 'object' || document === null || !('epoch' in document)) return undefined;
  const { epoch } = document;
  if (typeof epoch !== 'number') return undefined;
  const holder = 'holder' in document ? document.holder : undefined;
  return typeof holder === 'string' ? { epoch, holder } : { epoch };
}
