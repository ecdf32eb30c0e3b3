export { type DrillResult, DrillResultSchema, type Phases } from './schema.ts';
