/** How much of one kind of work a floor process does. */
export interface Load {
  /** Pieces of work begun each second; 0: the next as soon as one of `concurrency` is done. */
  readonly rate: number;
  readonly seconds: number;
  readonly concurrency: number;
}

/** As often as the bank looks at what is due, so that both come in bursts of the same size. */
const TICK_MS = 2;

/**
 * Does `work` for the time of the load and waits for the end of what was begun. Resolves with how many
 * pieces were done; rejects with the first failure, since a floor that fails is no floor.
 */
export async function run(load: Load, work: () => Promise<unknown>): Promise<number> {
  return load.rate > 0 ? openLoop(load, work) : closedLoop(load, work);
}

async function openLoop({ rate, seconds }: Load, work: () => Promise<unknown>): Promise<number> {
  const total = Math.round(rate * seconds);
  const startedAt = performance.now();
  const underWay = new Set<Promise<unknown>>();
  let begun = 0;
  while (begun < total) {
    const elapsed = performance.now() - startedAt;
    const due = Math.min(total, Math.floor((elapsed * rate) / 1_000) + 1);
    for (; begun < due; begun += 1) {
      const piece = work();
      underWay.add(piece);
      piece.then(
        () => underWay.delete(piece),
        () => undefined,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(underWay);
  return total;
}

async function closedLoop(
  { seconds, concurrency }: Load,
  work: () => Promise<unknown>,
): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return done;
}
