import { isPositive, type Model, newId } from '@tandem/core';
import { BankClient, CallbackReceiver, type CallbackRecord } from '@tandem/local';
import { CommandFailure } from '../failure.ts';
import { print, printJson, progress } from '../output.ts';
import { findSystem, type WhereOptions } from '../running.ts';

export interface ApproveOptions extends WhereOptions {
  readonly to: string;
  readonly model: Model;
  readonly message: string;
  readonly requestId?: string;
  readonly items?: readonly string[];
  readonly popupSeconds?: number;
  readonly json?: boolean;
}

/** Longest popup, the time to wake the SIM, and the first retries of a callback. */
const LONGEST_WAIT_MS = 240_000;

/** One authentication as the bank sees it. Exit 0 for a positive outcome, 1 for any other. */
export async function approve(options: ApproveOptions): Promise<number> {
  const { url, customer } = await findSystem(options);
  const receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
  const port = await receiver.listen(0);
  const callbackUrl = `http://127.0.0.1:${port}/callbacks`;
  const client = new BankClient({ url, credentials: customer, callbackUrl });
  const line = progress();
  const startedAt = performance.now();
  try {
    line.show(`asking ${url}`);
    const requestId = options.requestId ?? newId(Date.now());
    const submission = await client.submit(approvalOf(options), requestId);
    if (submission.kind === 'refused') {
      throw new CommandFailure(
        `refused with ${submission.status} ${submission.code}: ${submission.detail}`,
      );
    }
    if (submission.kind === 'unknown') {
      throw new CommandFailure(`${url} gave no answer: ${submission.reason}`);
    }
    const acceptedMs = elapsed(startedAt);
    line.show(`accepted as ${submission.transactionId}; waiting for the outcome`);
    const record = await receiver.awaitOutcome(requestId, LONGEST_WAIT_MS);
    if (!record) {
      throw new CommandFailure(
        `${submission.transactionId}: no callback within ${LONGEST_WAIT_MS / 1_000} s; see "tandem trace ${submission.transactionId}"`,
      );
    }
    line.done();
    report(record, acceptedMs, elapsed(startedAt), options.json === true);
    return isPositive(record.responseType) ? 0 : 1;
  } finally {
    line.done();
    await client.close();
    await receiver.close();
  }
}

function approvalOf({ to, model, message, items, popupSeconds }: ApproveOptions) {
  return {
    msisdn: to,
    model,
    message,
    ...(items === undefined ? {} : { items }),
    ...(popupSeconds === undefined ? {} : { popupSeconds }),
  };
}

const elapsed = (since: number): number => Math.round(performance.now() - since);

function report(
  record: CallbackRecord,
  acceptedMs: number,
  outcomeMs: number,
  json: boolean,
): void {
  if (json) {
    printJson({ ...record, acceptedMs, outcomeMs });
    return;
  }
  const { responseType, status, transactionId, answer } = record;
  const said = answer ? `, answer "${answer}"` : '';
  print(`${responseType} (${status}${said}) after ${(outcomeMs / 1_000).toFixed(2)} s`);
  print(`transaction ${transactionId}; "tandem trace ${transactionId}" shows every step`);
}
