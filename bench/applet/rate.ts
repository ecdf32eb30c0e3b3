import { median } from '../measure.ts';

const BATCH = 500;

/** How often each of the works runs in a second: medians over rounds in which they take turns. */
export function ratesOf(works: readonly (() => void)[], rounds: number, seconds: number): number[] {
  for (const work of works) rateOf(work, seconds / 2);
  const rates = works.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, work] of works.entries()) rates[i]?.push(rateOf(work, seconds));
  }
  return rates.map(median);
}

/** In batches, so that the clock costs nothing. */
function rateOf(work: () => void, seconds: number): number {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let runs = 0;
  let now = startedAt;
  while (now < until) {
    for (let i = 0; i < BATCH; i += 1) work();
    runs += BATCH;
    now = performance.now();
  }
  return (runs * 1_000) / (now - startedAt);
}
