import type { Clock, Model } from '@tandem/core';
import type { PersonaName } from '../carrier/personas.ts';
import type { OperationValue, Recorder } from '../history/index.ts';
import type { Approval, Submission } from './approval.ts';
import type { BankClient } from './client.ts';
import { Processes } from './processes.ts';

/** One request, as the bank asks it: the same body every time that it does. */
export interface Request {
  readonly requestId: string;
  readonly approval: Approval;
  readonly persona: PersonaName;
  readonly model: Model;
}

export interface AskingOptions {
  readonly client: BankClient;
  readonly clock: Clock;
  readonly record: Recorder | undefined;
}

const MICROSECONDS = 1_000;

/** Asks for approvals, and records each as an operation `approve` of the process `bank-<n>`. */
export class Asking {
  readonly #options: AskingOptions;
  readonly #processes = new Processes('bank');

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /** Rejects never. @param dueAt on the monotonic clock @param more goes into the invocation */
  async ask(
    request: Request,
    place: string | undefined,
    dueAt: number,
    more: OperationValue = {},
  ): Promise<Submission> {
    const { client, clock, record } = this.#options;
    const { requestId, persona, model } = request;
    const process = this.#processes.take();
    const name = this.#processes.nameOf(process);
    const at = place === undefined ? {} : { place };
    record?.(name, 'invoke', 'approve', { requestId, persona, model, ...at, ...more });
    const submission = await client.submit(request.approval, requestId, place).catch(defect);
    if (submission.kind !== 'unknown') this.#processes.giveBack(process);
    if (record) {
      const ms = Math.round((clock.monotonic() - dueAt) * MICROSECONDS) / MICROSECONDS;
      const { type, value } = outcomeOf(submission, ms);
      record(name, type, 'approve', { requestId, ...value });
    }
    return submission;
  }
}

function outcomeOf(
  submission: Submission,
  ms: number,
): { readonly type: 'ok' | 'fail' | 'info'; readonly value: OperationValue } {
  const { tries } = submission;
  const first = submission.firstError === undefined ? {} : { firstError: submission.firstError };
  switch (submission.kind) {
    case 'accepted': {
      const { transactionId, repeated, region } = submission;
      const by = region === undefined ? {} : { region };
      return { type: 'ok', value: { transactionId, repeated, tries, ...first, ...by, ms } };
    }
    case 'refused':
      return {
        type: 'fail',
        value: { status: submission.status, code: submission.code, tries, ...first, ms },
      };
    case 'unknown':
      return { type: 'info', value: { reason: submission.reason, tries, ...first, ms } };
  }
}

/** Nothing the network did: the client itself failed, so nobody knows how far the request went. */
function defect(error: unknown): Submission {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'unknown', reason, tries: 1, firstError: reason };
}
