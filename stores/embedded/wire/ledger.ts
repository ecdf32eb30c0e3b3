/**
 * Remembers which writes of a client session took effect, so that a write sent again after a lost
 * connection happens once (as MongoDB's retryable writes and Kafka's idempotent producer do).
 *
 * A session sends its writes in the order of their ids, again from the oldest unanswered one after a
 * reconnection. So the highest id seen and the few ids below it without an effect say everything: an id at
 * or below the mark that is listed neither as failed nor as undecided took effect. A failed write left
 * nothing behind, so doing it again is as good as doing it for the first time. The state is stored in the
 * same journal record as the writes' effects.
 */
export interface SessionState {
  readonly id: string;
  mark: number;
  readonly failed: Set<number>;
  /** Held up since they arrived, while later ones may overtake them. */
  readonly undecided: Set<number>;
  lastSeenAt: number;
}

export type PackedSession = readonly [
  id: string,
  mark: number,
  lastSeenAt: number,
  withoutEffect: readonly number[],
];

/** Far longer than any client goes on retrying. */
const FORGET_AFTER_MS = 3_600_000;

export class Ledger {
  readonly #sessions = new Map<string, SessionState>();

  session(id: string, now: number): SessionState {
    let session = this.#sessions.get(id);
    if (!session) {
      session = { id, mark: 0, failed: new Set(), undecided: new Set(), lastSeenAt: now };
      this.#sessions.set(id, session);
    }
    session.lastSeenAt = now;
    return session;
  }

  /** To be told of in order of arrival, before a write that may be held up or one that may overtake it is decided. */
  arrived(session: SessionState, id: number): void {
    if (id <= session.mark) return;
    session.mark = id;
    session.undecided.add(id);
  }

  /** The client has read the answers below `id`: it will not ask again. */
  acknowledge(session: SessionState, id: number): void {
    if (session.failed.size === 0) return;
    for (const failed of session.failed) if (failed < id) session.failed.delete(failed);
  }

  hasTakenEffect(session: SessionState, id: number): boolean {
    return id <= session.mark && !session.failed.has(id) && !session.undecided.has(id);
  }

  succeeded(session: SessionState, id: number): void {
    if (id > session.mark) {
      session.mark = id;
      return;
    }
    session.failed.delete(id);
    session.undecided.delete(id);
  }

  failed(session: SessionState, id: number): void {
    if (id > session.mark) session.mark = id;
    session.undecided.delete(id);
    session.failed.add(id);
  }

  pack(sessions: Iterable<SessionState> = this.#sessions.values()): PackedSession[] {
    const packed: PackedSession[] = [];
    for (const { id, mark, lastSeenAt, failed, undecided } of sessions) {
      packed.push([id, mark, lastSeenAt, [...failed, ...undecided]]);
    }
    return packed;
  }

  restore(packed: readonly PackedSession[]): void {
    for (const [id, mark, lastSeenAt, withoutEffect] of packed) {
      const failed = new Set(withoutEffect);
      this.#sessions.set(id, { id, mark, lastSeenAt, failed, undecided: new Set() });
    }
  }

  forgetIdle(now: number): void {
    for (const [id, session] of this.#sessions) {
      if (session.lastSeenAt < now - FORGET_AFTER_MS) this.#sessions.delete(id);
    }
  }
}
