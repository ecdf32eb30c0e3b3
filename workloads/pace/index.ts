export { deadline } from './deadline.ts';
export { inParallel } from './in-parallel.ts';
export { Periodic, type PeriodicOptions } from './periodic.ts';
