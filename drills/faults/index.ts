export { type Fault, ordered } from './fault.ts';
export { faultOf } from './fault-of.ts';
export type { FaultControl, Target, TargetProcess } from './target.ts';
