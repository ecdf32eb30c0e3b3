import type { Health } from '../api/types.ts';

export type Tone = 'neutral' | 'good' | 'bad' | 'doubt' | 'accent';

export function toneOfHealth(health: Health): Tone {
  if (health === 'up') return 'good';
  return health === 'down' ? 'bad' : 'neutral';
}

const GOOD = new Set(['APPROVED', 'VERIFIED', 'ANSWERED']);

/** An outcome as the customer sees it: a refusal is an answer, too. */
export function toneOfOutcome(responseType: string | undefined): Tone {
  if (responseType === undefined) return 'accent';
  if (GOOD.has(responseType)) return 'good';
  return responseType === 'REJECTED' ? 'doubt' : 'bad';
}

const REGION_TONES = ['region-0', 'region-1', 'region-2'] as const;

/** Every region has one colour on every page. */
export function regionTone(index: number): (typeof REGION_TONES)[number] {
  return REGION_TONES[index] ?? 'region-2';
}
