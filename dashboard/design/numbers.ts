/** A rate with as many digits as it deserves: `0`, `0.4`, `12`, `9,840`. */
export function perSecond(rate: number): string {
  if (rate === 0) return '0';
  if (rate < 10) return rate.toFixed(1);
  return count(rate);
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0 ms';
  if (value >= 10_000) return `${(value / 1_000).toFixed(0)} s`;
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

/** Seconds of a recovery; null: it did not happen, or nobody saw it. */
export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value < 100 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;
}
