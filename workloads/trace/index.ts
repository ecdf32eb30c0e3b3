export { CAUSES, type Cause, type Evidence, likelyCause, OTHER_ENDS } from './causes.ts';
export { type TraceLine, timelineOf } from './timeline.ts';
export { findTransaction, type Trace, type TraceQuery, traceOf } from './trace.ts';
