import type { Health, Monitor } from '../../api/types.ts';

export interface Stretch {
  /** From 0 to 1 of the window. */
  readonly from: number;
  readonly to: number;
  readonly health: Health;
}

/** The changes of a monitor as stretches of the window that ends now. What was before the first is unknown. */
export function stretchesOf(history: Monitor['history'], now: number, windowMs: number): Stretch[] {
  const start = now - windowMs;
  const share = (at: number) => Math.min(Math.max((at - start) / windowMs, 0), 1);
  const first = history[0];
  const stretches: Stretch[] = [
    { from: 0, to: first ? share(first.at) : 1, health: 'unknown' },
    ...history.map(({ at, health }, index) => {
      const next = history[index + 1];
      return { from: share(at), to: next ? share(next.at) : 1, health };
    }),
  ];
  return stretches.filter(({ from, to }) => to > from);
}
