import { AppletError, type AppletReply } from '@tandem/applet';
import type { Clock } from '@tandem/core';
import type { Ledger } from '../records/index.ts';
import type { Mailbox } from './mailbox.ts';
import type { SimMetrics } from './metrics.ts';
import { notificationOf, type Pending, pendingOf } from './pending.ts';
import type { Presented } from './presented.ts';
import type { Search } from './search.ts';

export interface PollsOptions {
  readonly mailbox: Mailbox;
  readonly search: Search;
  readonly presented: Presented;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly metrics: SimMetrics;
  readonly retryAfterSeconds: number;
}

/** A mailbox entry older than this is held against its document before it is shown. */
const TRUSTED_MS = 5_000;

/** Frame 3101: the notification whose turn it is, or that nothing is pending. */
export class Polls {
  readonly #options: PollsOptions;

  constructor(options: PollsOptions) {
    this.#options = options;
  }

  async answer(appletId: string): Promise<AppletReply> {
    const { mailbox, metrics, retryAfterSeconds } = this.#options;
    const left = await this.#choose(appletId, await mailbox.read(appletId));
    if (left) return this.#present(appletId, left, 'mailbox');
    const found = await this.#searchDocuments(appletId);
    if (found) return this.#present(appletId, found, 'documents');
    metrics.polls.inc({ result: 'nothing' });
    return { name: 'NothingPending', retryAfterSeconds };
  }

  /**
   * One popup at a time (I9): the one that is showing comes again until it is answered or over, then the
   * first in line. Entries whose document says otherwise are dropped on the way.
   */
  async #choose(appletId: string, line: readonly Pending[]): Promise<Pending | undefined> {
    const { presented, mailbox } = this.#options;
    const showing = presented.showing(appletId);
    if (showing !== undefined) {
      const entry = line.find(({ id }) => id === showing);
      const current = await this.#current(appletId, entry, showing);
      if (current) return current;
      presented.close(showing);
    }
    for (const entry of line) {
      const current = await this.#current(appletId, entry, entry.id);
      if (current) return current;
      mailbox.drop(appletId, entry.id);
    }
    return undefined;
  }

  /** The entry, held against its document when it is not fresh; nothing when no answer is awaited. */
  async #current(
    appletId: string,
    entry: Pending | undefined,
    id: string,
  ): Promise<Pending | undefined> {
    const now = this.#options.clock.now();
    if (this.#options.presented.isClosed(id)) return undefined;
    if (entry && now < entry.deadline && now - entry.confirmedAt < TRUSTED_MS) return entry;
    return this.#confirm(appletId, id);
  }

  async #confirm(appletId: string, id: string): Promise<Pending | undefined> {
    const { ledger, mailbox, clock } = this.#options;
    const transaction = await ledger.get(id);
    const pending = transaction && pendingOf(transaction, appletId, clock.now());
    if (pending) void mailbox.leave(appletId, pending);
    return pending;
  }

  async #searchDocuments(appletId: string): Promise<Pending | undefined> {
    const { search, mailbox, metrics } = this.#options;
    const searched = await search.find(appletId);
    if (searched.kind === 'unknown-applet') {
      metrics.polls.inc({ result: 'unknown-applet' });
      throw new AppletError('AUTHENTICATION_FAILED', 'the applet is unknown');
    }
    for (const entry of searched.pending) void mailbox.leave(appletId, entry);
    return this.#choose(appletId, searched.pending);
  }

  #present(appletId: string, pending: Pending, from: 'mailbox' | 'documents'): AppletReply {
    const { presented, ledger, clock, metrics } = this.#options;
    const now = clock.now();
    presented.sent(appletId, pending.id);
    ledger.recordFact(pending.id, 'notification-sent', from);
    metrics.polls.inc({ result: from });
    metrics.pollSeconds.observe(Math.max(0, now - pending.acceptedAt) / 1_000);
    return notificationOf(pending, now);
  }
}
