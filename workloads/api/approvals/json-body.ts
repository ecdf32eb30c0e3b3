import { isUtf8 } from 'node:buffer';
import { TandemError } from '@tandem/core';

/**
 * The JSON value of the bytes that were signed. Reasons name a position only: the parser's own messages
 * quote the body, and a subscriber's number with it.
 */
export function parseJsonBody(bytes: Buffer | undefined): unknown {
  if (!bytes || bytes.length === 0)
    throw new TandemError('invalid-json', { reason: 'it is empty' });
  if (!isUtf8(bytes)) throw new TandemError('invalid-json', { reason: 'it is not UTF-8' });
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    const position = error instanceof Error && /at position (\d+)/.exec(error.message)?.[1];
    const reason = position
      ? `its syntax is wrong at character ${position}`
      : 'its syntax is wrong';
    throw new TandemError('invalid-json', { reason });
  }
}
