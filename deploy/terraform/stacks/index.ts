import type { StackSpec } from '../framework/spec.ts';
import { state } from './state/index.ts';

/** Every stack of the system; the order of their application follows from what they take. */
export const STACKS: readonly StackSpec[] = [state];
