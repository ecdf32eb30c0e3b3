import { subjectIdentifier, type Transaction } from '@tandem/core';
import type { Account } from '../customers/directory.ts';
import type { Approval } from '../schemas.ts';

/** What its customer may see of a transaction: the same facts as in the callback. */
export function approvalView(transaction: Transaction, account: Account): Approval {
  const { _id, requestId, request, acceptedAt, deadline, outcome, callback } = transaction;
  const identifier = (uid: string) => subjectIdentifier(account.signingSecret, account.id, uid);
  return {
    transactionId: _id,
    requestId,
    status: outcome ? 'DECIDED' : 'ACCEPTED',
    model: request.model,
    acceptedAt: new Date(acceptedAt).toISOString(),
    deadline: new Date(deadline).toISOString(),
    ...(outcome && {
      outcome: {
        responseType: outcome.responseType,
        status: outcome.status,
        decidedAt: new Date(outcome.decidedAt).toISOString(),
        ...(outcome.answer !== undefined && { answer: outcome.answer }),
        ...(outcome.simUid !== undefined && { simIdentifier: identifier(outcome.simUid) }),
        ...(outcome.deviceUid !== undefined && { deviceIdentifier: identifier(outcome.deviceUid) }),
        ...(outcome.lastImeiChange !== undefined && { lastImeiChange: outcome.lastImeiChange }),
      },
    }),
    ...(callback && { callback: { state: callback.state, attempts: callback.attempts } }),
  };
}
