import type { LocalSystem } from '@tandem/local';

export interface MemorySample {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Often, since garbage comes and goes by tens of megabytes between two looks. */
const EVERY_MS = 5_000;
const SHOWN_EVERY = 6;
export const BYTES_PER_MEGABYTE = 1_000_000;

/** Resident memory of the largest region process, every 5 s until `ended` settles; shows it every 30 s. */
export async function sampleMemory(
  system: LocalSystem,
  ended: Promise<unknown>,
  show: (sample: MemorySample) => void,
): Promise<MemorySample[]> {
  const startedAt = performance.now();
  const samples: MemorySample[] = [];
  let over = false;
  const end = ended.finally(() => {
    over = true;
  });
  while (!over) {
    const processes = await system.processes();
    const bytes = processes
      .filter(({ role }) => role === 'region')
      .reduce((most, { usage }) => Math.max(most, usage?.rssBytes ?? 0), 0);
    const seconds = (performance.now() - startedAt) / 1_000;
    const sample = { seconds, megabytes: bytes / BYTES_PER_MEGABYTE };
    if (samples.length % SHOWN_EVERY === 0) show(sample);
    samples.push(sample);
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, EVERY_MS).unref())]);
  }
  return samples;
}

/** Megabytes a minute: the least-squares slope. NaN for fewer than two samples. */
export function memorySlope(samples: readonly MemorySample[]): number {
  const n = samples.length;
  const meanX = samples.reduce((sum, { seconds }) => sum + seconds, 0) / n;
  const meanY = samples.reduce((sum, { megabytes }) => sum + megabytes, 0) / n;
  let products = 0;
  let squares = 0;
  for (const { seconds, megabytes } of samples) {
    products += (seconds - meanX) * (megabytes - meanY);
    squares += (seconds - meanX) ** 2;
  }
  return (products / squares) * 60;
}

/** The second half: by then caches are full and the heap has its size. */
export function settledSamples(samples: readonly MemorySample[]): readonly MemorySample[] {
  return samples.slice(Math.floor(samples.length / 2));
}
