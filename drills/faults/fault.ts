import type { FaultControl, Target } from './target.ts';

/** Something that goes wrong, packaged with what makes it right again. */
export interface Fault {
  /** What has to be in place first: the fault has not begun yet. Healed with the rest. */
  prepare?(target: Target): Promise<void>;
  /** Resolves once the fault is in force. */
  inject(target: Target): Promise<void>;
  /** Idempotent; also before, instead of and in the middle of `inject`, as a drill may be aborted any time. */
  heal(target: Target): Promise<void>;
}

/**
 * A fault that a party of the system takes as an order.
 * @param healAfterMs ends by itself then, whoever still lives
 */
export function ordered(
  control: (target: Target) => FaultControl,
  order: Readonly<Record<string, unknown>>,
  healAfterMs?: number,
): Fault {
  let id: number | undefined;
  return {
    async inject(target) {
      id = await control(target).inject(order, healAfterMs);
    },
    async heal(target) {
      if (id === undefined) return;
      await control(target).heal(id);
      id = undefined;
    },
  };
}

/** All of them at once, healed in the opposite order. Each heals, even when another cannot. */
export function together(faults: readonly Fault[]): Fault {
  return {
    async inject(target) {
      for (const fault of faults) await fault.inject(target);
    },
    async heal(target) {
      const problems: unknown[] = [];
      for (const fault of faults.toReversed()) {
        await fault.heal(target).catch((error: unknown) => problems.push(error));
      }
      if (problems.length > 0) throw problems[0];
    },
  };
}

/** Something that is done rather than broken: it leaves nothing to heal but what did not come back. */
export function operation(run: (target: Target) => Promise<void>, heal: Fault['heal']): Fault {
  return { inject: run, heal };
}
