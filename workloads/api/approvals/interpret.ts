import { frameSize, MAX_FRAME_BYTES, notificationFits } from '@tandem/applet';
import { type ApprovalRequest, type Msisdn, newId, parseMsisdn, TandemError } from '@tandem/core';
import type { Topology } from '@tandem/topology';
import type { SimApprovalRequest } from '../schemas.ts';

export interface Interpreted {
  readonly requestId: string;
  readonly msisdn: Msisdn;
  readonly request: ApprovalRequest;
}

/** Half a character: it would leave for the SIM as another text than was asked for. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Any id: all have the same length, and that is what the frame's size depends on. */
const SOME_ID = newId(0);

/** The rules between fields, which no schema says; defaults filled in. Throws TandemError. */
export function interpretRequest(
  body: SimApprovalRequest,
  figures: Topology['authentication'],
): Interpreted {
  const { requestId, model = 'touch', message = '', items = [], cbUrl } = body;
  const msisdn = parseMsisdn(body.msisdn);
  if (!msisdn) throw new TandemError('invalid-msisdn');
  if (message === '' && model !== 'silent') {
    throw invalid('message', 'is required; only the model silent may leave it out');
  }
  if (model === 'itemselect' && items.length === 0) {
    throw invalid('items', `is required with the model itemselect: 1 to ${figures.maxItems}`);
  }
  if (model !== 'itemselect' && items.length > 0) {
    throw invalid('items', 'is allowed with the model itemselect only');
  }
  if (LONE_SURROGATE.test(message) || items.some((item) => LONE_SURROGATE.test(item))) {
    throw invalid('message', 'must be well-formed Unicode, without lone surrogates');
  }
  const popupSeconds = body.popupSeconds ?? figures.defaultPopupSeconds;
  const request = { model, message, items, popupSeconds, callbackUrl: cbUrl };
  requireFit(request);
  return { requestId, msisdn, request };
}

function requireFit({ model, message, items, popupSeconds }: ApprovalRequest): void {
  const notification = {
    notificationId: SOME_ID,
    popupText: message,
    popupDuration: popupSeconds,
    model,
    items,
  };
  if (notificationFits(notification)) return;
  const text = [message, ...items];
  const fields = [SOME_ID, message, String(popupSeconds), model, String(items.length), ...items];
  const bytes = text.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  throw new TandemError('message-too-long', {
    bytes,
    limit: MAX_FRAME_BYTES - (frameSize(fields) - bytes),
  });
}

function invalid(field: string, reason: string): TandemError {
  return new TandemError('invalid-request', { field, reason });
}
