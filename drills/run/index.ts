export { ClaimedError } from './claim.ts';
export {
  type AllResult,
  type RunAllOptions,
  runAll,
  type UnjudgedDrill,
} from './run-all.ts';
export { DrillAbortedError, type RunOptions, runDrill } from './run-drill.ts';
