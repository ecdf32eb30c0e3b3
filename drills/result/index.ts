export { resultOf } from './build.ts';
export { type DrillResult, DrillResultSchema } from './schema.ts';
