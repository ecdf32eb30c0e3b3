export { endpointCheckRules } from './accelerator/check.ts';
export {
  type AcceleratorEndpoint,
  type AcceleratorRules,
  acceleratorRules,
  byNearness,
  type EndpointGroup,
} from './accelerator/groups.ts';
export { type Flow, type Route, route } from './accelerator/route.ts';
export {
  type BalancerRequest,
  balancerRules,
  type Decision,
  decide,
} from './cloudflare/balancer.ts';
export { type FailedTry, retryOf } from './cloudflare/failover.ts';
export {
  type MonitorAnswer,
  type MonitorFigures,
  monitorRules,
  refusedBy,
} from './cloudflare/monitor.ts';
export {
  type Endpoint,
  isAvailable,
  type Pool,
  type PoolHealth,
  type PoolView,
  poolHealth,
  poolsOf,
} from './cloudflare/pool.ts';
export {
  type AffinityPolicy,
  type BalancerRules,
  type Chosen,
  chooseEndpoint,
  choosePool,
  type SteeringPolicy,
} from './cloudflare/steering.ts';
export { pickByHash, pickByWeight, unitHash } from './draw.ts';
export { type EdgePrediction, predictEdgeDetection, predictEdgeRecovery } from './predict.ts';
export {
  checkDurationMs,
  type FailureMode,
  type Prediction,
  predictDetection,
  predictRecovery,
} from './probe/predict.ts';
export { newProbe, stepProbe, wakeAt } from './probe/probe.ts';
export type {
  Health,
  ProbeEvent,
  ProbeResult,
  ProbeRules,
  ProbeState,
  ProbeStep,
} from './probe/rules.ts';
