// Time format of SMPP 3.4, section 7.1.1: YYMMDDhhmmsstnnp.

const ABSOLUTE = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d)(\d{2})([+-])$/;
const RELATIVE = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})000R$/;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What calendar units are worth in a relative period. */
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

const LARGEST_RELATIVE_MS = 63 * DAY;

/** An instant (Unix milliseconds, kept to the tenth of a second) in UTC, for validity_period and others. */
export function absoluteTime(unixMs: number): string {
  const digits = new Date(unixMs).toISOString().replaceAll(/[^0-9]/g, '');
  return `${digits.slice(2, 14)}${digits.slice(14, 15)}00+`;
}

/**
 * A period from now (milliseconds, rounded up to whole seconds, at most 63 days: GSM knows no longer
 * validity) as the SMSC shall count it by its own clock.
 */
export function relativeTime(periodMs: number): string {
  if (!(periodMs >= 0 && periodMs <= LARGEST_RELATIVE_MS)) {
    throw new RangeError(`a relative time must be 0 to ${LARGEST_RELATIVE_MS} ms`);
  }
  let rest = Math.ceil(periodMs / SECOND) * SECOND;
  const parts = [MONTH, DAY, HOUR, MINUTE, SECOND].map((unit) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return String(count).padStart(2, '0');
  });
  return `00${parts.join('')}000R`;
}

/**
 * Unix milliseconds of a time field; relative ones count from `nowMs`. Undefined for the empty string
 * (the SMSC's default) and for what is not a time.
 */
export function parseTime(field: string, nowMs: number): number | undefined {
  const relative = RELATIVE.exec(field);
  if (relative) {
    const units = [YEAR, MONTH, DAY, HOUR, MINUTE, SECOND];
    return units.reduce((sum, unit, i) => sum + unit * Number(relative[i + 1]), nowMs);
  }
  const absolute = ABSOLUTE.exec(field);
  if (!absolute) return undefined;
  const [year, month, day, hours, minutes, seconds, tenths, quarters] = absolute
    .slice(1, 9)
    .map(Number) as [number, number, number, number, number, number, number, number];
  // Two digits of a year: 70 to 99 belong to the last century.
  const fullYear = year < 70 ? 2000 + year : 1900 + year;
  const local = Date.UTC(fullYear, month - 1, day, hours, minutes, seconds, tenths * 100);
  const ahead = absolute[9] === '+' ? 1 : -1;
  return local - ahead * quarters * 15 * MINUTE;
}
