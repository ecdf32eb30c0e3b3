/**
 * Remembers which writes of a client session took effect, so that a write sent again after a lost
 * connection happens once (as MongoDB's retryable writes and Kafka's idempotent producer do).
 *
 * A session sends its writes in the order of their ids, again from the oldest unanswered one after a
 * reconnection. So the highest id seen and the few failed ids below it say everything: an id at or below
 * the mark that is not listed as failed took effect. A failed write left nothing behind, so doing it again
 * is as good as doing it for the first time. The state is stored in the same journal record as the
 * writes' effects.
 */
export interface SessionState {
  readonly id: string;
  mark: number;
  readonly failed: Set<number>;
  lastSeenAt: number;
}

export type PackedSession = readonly [
  id: string,
  mark: number,
  lastSeenAt: number,
  failed: readonly number[],
];

/** Far longer than any client goes on retrying. */
const FORGET_AFTER_MS = 3_600_000;

export class Ledger {
  readonly #sessions = new Map<string, SessionState>();

  session(id: string, now: number): SessionState {
    let session = this.#sessions.get(id);
    if (!session) {
      session = { id, mark: 0, failed: new Set(), lastSeenAt: now };
      this.#sessions.set(id, session);
    }
    session.lastSeenAt = now;
    return session;
  }

  /** The client has read the answers below `id`: it will not ask again. */
  acknowledge(session: SessionState, id: number): void {
    if (session.failed.size === 0) return;
    for (const failed of session.failed) if (failed < id) session.failed.delete(failed);
  }

  hasTakenEffect(session: SessionState, id: number): boolean {
    return id <= session.mark && !session.failed.has(id);
  }

  succeeded(session: SessionState, id: number): void {
    if (id > session.mark) session.mark = id;
    else session.failed.delete(id);
  }

  failed(session: SessionState, id: number): void {
    if (id > session.mark) session.mark = id;
    session.failed.add(id);
  }

  pack(sessions: Iterable<SessionState> = this.#sessions.values()): PackedSession[] {
    const packed: PackedSession[] = [];
    for (const { id, mark, lastSeenAt, failed } of sessions) {
      packed.push([id, mark, lastSeenAt, [...failed]]);
    }
    return packed;
  }

  restore(packed: readonly PackedSession[]): void {
    for (const [id, mark, lastSeenAt, failed] of packed) {
      this.#sessions.set(id, { id, mark, lastSeenAt, failed: new Set(failed) });
    }
  }

  forgetIdle(now: number): void {
    for (const [id, session] of this.#sessions) {
      if (session.lastSeenAt < now - FORGET_AFTER_MS) this.#sessions.delete(id);
    }
  }
}
