export { RTO_CASES } from './cases.ts';
export { type MeasureOptions, measureRtoCases, readRtoResults } from './measure.ts';
export { measuredCases, rtoPage } from './page.ts';
