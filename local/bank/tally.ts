import type { Model, ResponseType } from '@tandem/core';
import { expectedResponse } from '../carrier/behaviour.ts';
import type { PersonaName } from '../carrier/personas.ts';
import type { Submission } from './approval.ts';
import type { CallbackRecord } from './callback.ts';
import type { Reception } from './callback-log.ts';
import type { DriveResult } from './drive-result.ts';
import { Latencies } from './latency.ts';

interface Open {
  readonly dueAt: number;
  readonly persona: PersonaName;
  readonly model: Model;
  accepted: boolean;
  completed: boolean;
}

const MAX_LOST_SHOWN = 20;

/** Counts one load: every request from its offer to its outcome, whichever of answer and callback is first. */
export class Tally {
  offered = 0;
  accepted = 0;
  completed = 0;
  maxBacklog = 0;
  #refused = 0;
  #errors = 0;
  #firstTryErrors = 0;
  #contradictory = 0;
  #duplicates = 0;
  #completedInTime = 0;
  readonly #firstTryReasons: Record<string, number> = {};
  readonly #outcomes: Partial<Record<ResponseType, number>> = {};
  readonly #unexpected: Record<string, number> = {};
  readonly #acceptance = new Latencies();
  readonly #completion = new Latencies();
  readonly #open = new Map<string, Open>();
  #stillOffering = true;

  offer(requestId: string, dueAt: number, persona: PersonaName, model: Model): void {
    this.offered += 1;
    this.#open.set(requestId, { dueAt, persona, model, accepted: false, completed: false });
  }

  answer(requestId: string, submission: Submission, now: number): void {
    if (submission.firstError !== undefined) {
      this.#firstTryErrors += 1;
      bump(this.#firstTryReasons, submission.firstError);
    }
    const open = this.#open.get(requestId);
    if (!open) return;
    if (submission.kind === 'accepted') {
      this.accepted += 1;
      open.accepted = true;
      this.#acceptance.record(now - open.dueAt);
      if (open.completed) this.#open.delete(requestId);
      return;
    }
    if (submission.kind === 'refused') this.#refused += 1;
    else this.#errors += 1;
    this.#open.delete(requestId);
  }

  /** True for the first outcome of a request that this load offered and nobody gave up. */
  outcome(record: CallbackRecord, reception: Reception, now: number): boolean {
    if (reception === 'contradictory') this.#contradictory += 1;
    if (reception === 'duplicate') this.#duplicates += 1;
    const open = this.#open.get(record.requestId);
    if (reception !== 'first' || !open || open.completed) return false;
    open.completed = true;
    if (open.accepted) this.#open.delete(record.requestId);
    this.completed += 1;
    if (this.#stillOffering) this.#completedInTime += 1;
    this.#completion.record(now - open.dueAt);
    const { responseType } = record;
    this.#outcomes[responseType] = (this.#outcomes[responseType] ?? 0) + 1;
    const expected = expectedResponse(open.persona, open.model);
    if (responseType !== expected) {
      bump(this.#unexpected, `${open.persona}: ${expected} -> ${responseType}`);
    }
    return true;
  }

  lastOffered(): void {
    this.#stillOffering = false;
  }

  /** Nothing is on its way any more. */
  get settled(): boolean {
    return this.#open.size === 0;
  }

  result(
    load: Pick<DriveResult['load'], 'kind' | 'seed' | 'rate' | 'concurrency' | 'seconds'>,
  ): DriveResult {
    const lost = [...this.#open].filter(([, open]) => open.accepted && !open.completed);
    return {
      load: {
        ...load,
        offered: this.offered,
        accepted: this.accepted,
        refused: this.#refused,
        errors: this.#errors,
        firstTryErrors: this.#firstTryErrors,
        firstTryReasons: this.#firstTryReasons,
        maxBacklog: this.maxBacklog,
      },
      outcomes: this.#outcomes,
      unexpected: this.#unexpected,
      completed: this.completed,
      completedPerSecond: this.#completedInTime / load.seconds,
      lost: lost.length,
      lostRequests: lost.slice(0, MAX_LOST_SHOWN).map(([requestId]) => requestId),
      contradictory: this.#contradictory,
      duplicateCallbacks: this.#duplicates,
      acceptance: this.#acceptance.summary(),
      completion: this.#completion.summary(),
    };
  }
}

function bump(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
