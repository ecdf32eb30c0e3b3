export { type Operated, type OperateOptions, operateRegion } from './operate.ts';
export { overviewOf } from './overview.ts';
export { readOverview, readOverviewAfresh } from './read.ts';
export {
  ForceSchema,
  type Overview,
  OverviewSchema,
  type RegionAction,
  type RegionOverview,
  RegionParamsSchema,
} from './schemas.ts';
