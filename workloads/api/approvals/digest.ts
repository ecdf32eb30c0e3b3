import { createHash } from 'node:crypto';
import type { ApprovalRequest } from '@tandem/core';

/**
 * Tells a retry from another request under the same requestId: lower-case hex SHA-256 of the request
 * with its defaults filled in, so that neither the order of fields nor spaces matter. The number enters
 * as its keyed hash: a plain digest over it could be searched by trying every number.
 */
export function requestDigest(msisdnHash: string, request: ApprovalRequest): string {
  const { model, message, items, popupSeconds, callbackUrl } = request;
  const canonical = JSON.stringify([msisdnHash, model, message, items, popupSeconds, callbackUrl]);
  return createHash('sha256').update(canonical).digest('hex');
}
