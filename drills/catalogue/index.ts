export { closestDrill } from './closest.ts';
export type { DrillSpec } from './drill-spec.ts';
export { DRILL_NAMES, DRILLS, drillsOn } from './drills.ts';
export type { FaultName, FaultSpec } from './fault-spec.ts';
export type { DrillPlan, PlanRow } from './plan.ts';
export { defaultRate, defaultSeconds, type PlanOptions, planDrill } from './plan-drill.ts';
