export { inParallel } from './in-parallel.ts';
export { Periodic, type PeriodicOptions } from './periodic.ts';
