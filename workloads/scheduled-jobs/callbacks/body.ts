import { subjectIdentifier, type Transaction } from '@tandem/core';

/**
 * SimApprovalResponse as JSON text, or `undefined` while there is no outcome. It is made from nothing but
 * the outcome, which never changes, so that every delivery of a transaction says the same.
 */
export function callbackBody(transaction: Transaction, secret: string): string | undefined {
  const { _id: transactionId, requestId, customerId, outcome } = transaction;
  if (!outcome) return undefined;
  const { responseType, status, simUid, deviceUid, lastImeiChange, answer } = outcome;
  const identifier = (uid: string | undefined) =>
    uid === undefined ? undefined : subjectIdentifier(secret, customerId, uid);
  return JSON.stringify({
    responseType,
    requestId,
    transactionId,
    status,
    simIdentifier: identifier(simUid),
    deviceIdentifier: identifier(deviceUid),
    lastImeiChange,
    answer,
  });
}
