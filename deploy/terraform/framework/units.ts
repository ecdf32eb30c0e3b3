/** The topology counts in milliseconds; the arguments of AWS in seconds, days or percent. */
export const SECOND_MS = 1_000;
export const DAY_MS = 86_400_000;

export const seconds = (ms: number): number => ms / SECOND_MS;
export const days = (ms: number): number => ms / DAY_MS;
