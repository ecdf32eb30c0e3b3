/** How many equal observations in a row it takes to change one's mind. */
export interface HysteresisRule {
  readonly failuresToDown: number;
  readonly successesToUp: number;
}

export interface HysteresisState {
  readonly up: boolean;
  /** Observations in a row that contradict `up`. */
  readonly against: number;
  /** Never up so far: there is nothing to flap from, so the first success counts. */
  readonly fresh?: true;
}

/** Nothing is up before it has shown so. */
export const INITIALLY_DOWN: HysteresisState = { up: false, against: 0, fresh: true };

export function observe(
  state: HysteresisState,
  success: boolean,
  rule: HysteresisRule,
): HysteresisState {
  if (state.fresh) return success ? { up: true, against: 0 } : state;
  if (success === state.up) return state.against === 0 ? state : { up: state.up, against: 0 };
  const against = state.against + 1;
  const needed = state.up ? rule.failuresToDown : rule.successesToUp;
  return against >= needed ? { up: success, against: 0 } : { up: state.up, against };
}
