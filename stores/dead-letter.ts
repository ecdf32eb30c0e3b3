import type { ReceivedEvent } from './ports/events.ts';

/** What a letter may have, so that every log takes it whatever the event was. */
const MAX_LETTER_BYTES = 1_000_000;
/** What is kept of a value that is too long; the whole one lies where the letter says. */
const KEPT_CHARACTERS = 64 * 1024;

/** The letter about an event whose effect failed: JSON with the event, the reason and the time. */
export function deadLetterValue(event: ReceivedEvent, cause: unknown, failedAt: number): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const whole = JSON.stringify({ ...event, reason, failedAt });
  if (Buffer.byteLength(whole) <= MAX_LETTER_BYTES) return whole;
  const value = event.value.slice(0, KEPT_CHARACTERS);
  const key = event.key.slice(0, KEPT_CHARACTERS);
  const cutFromBytes = Buffer.byteLength(event.value);
  const kept = { ...event, key, value, cutFromBytes, reason: reason.slice(0, 1_000), failedAt };
  return JSON.stringify(kept);
}
