import { randomUUID } from 'node:crypto';
import { type Clock, TandemError } from '@tandem/core';
import type { Documents } from '@tandem/stores';
import type { Role, User } from '../schemas.ts';
import { useOnce } from './once.ts';
import { Sealer } from './sealer.ts';
import { isRole } from './sessions.ts';

/** Whoever starts a system opens its page the same day. */
const LIFE_MS = 12 * 3_600_000;

/** A token that signs one person in, once, in any region that holds the same key. @param key 64 hex digits */
export function mintSignIn(key: string, clock: Pick<Clock, 'now'>, role: Role): Promise<string> {
  const secrets = { get: async () => key, close: async () => undefined };
  return inviteTo(new Sealer(secrets, clock), role);
}

export function inviteTo(sealer: Sealer, role: Role): Promise<string> {
  return sealer.seal('one-time', randomUUID(), { role }, LIFE_MS);
}

/** The person of a one-time token; `undefined` when it is none. Throws sign-in-failed when it was used. */
export async function redeemSignIn(
  sealer: Sealer,
  documents: Documents,
  clock: Pick<Clock, 'now'>,
  token: string,
): Promise<User | undefined> {
  const opened = await sealer.open('one-time', token);
  if (!opened || !isRole(opened.role)) return undefined;
  if (!(await useOnce(documents, clock, opened.jti, opened.exp * 1_000))) {
    throw new TandemError('sign-in-failed', { reason: 'This token was used already' });
  }
  return { subject: 'local', name: `local ${opened.role}`, role: opened.role };
}
