const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `14:03:22 UTC`, with its date when that is another day than `now`'s. */
export function utc(at: number, now: number): string {
  const iso = new Date(at).toISOString();
  const time = `${iso.slice(11, 19)} UTC`;
  const sameDay = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return sameDay ? time : `${iso.slice(0, 10)} ${time}`;
}

/** `4 s ago`, `in 12 s`: the largest unit that fits. */
export function relative(at: number, now: number): string {
  const away = Math.abs(now - at);
  if (away < SECOND) return 'now';
  const text = unit(away);
  return at > now ? `in ${text}` : `${text} ago`;
}

function unit(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} days`;
}

/** A span: `48 ms`, `1.43 s`, `12.3 s`, `2 min 5 s`. */
export function span(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
}
