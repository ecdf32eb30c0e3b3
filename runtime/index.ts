export { type OptionName, type OptionSpec, SERVE_OPTIONS } from './config/options.ts';
export { ConfigError, type ConfigSource, readServeConfig } from './config/read.ts';
export { configurationTable } from './config/reference.ts';
export type { ServeConfig, SmscConfig } from './config/serve-config.ts';
export { unknownVariables } from './config/unknown.ts';
export {
  type HealthAnswer,
  type HealthProbe,
  type HealthView,
  RegionHealth,
  type RegionHealthOptions,
  type RegionReport,
} from './health/region-health.ts';
export { LEVELS, type Level } from './logging/levels.ts';
export { createLogger, type Logger } from './logging/logger.ts';
export { SampledLogger, type SampleOptions } from './logging/sampled.ts';
export {
  counter,
  createMetrics,
  type GaugeSpec,
  gauge,
  type HistogramSpec,
  histogram,
  LATENCY_SECONDS,
  type MetricSpec,
  type Registry,
} from './metrics.ts';
export { ensureDataDir } from './process/data-dir.ts';
export { type LifecycleOptions, type Running, runProcess } from './process/lifecycle.ts';
export {
  type ReadyMessage,
  reportFailed,
  reportIncident,
  reportReady,
} from './process/messages.ts';
export { describeStartupError, StartupError } from './process/startup-error.ts';
export { type RegionOptions, type RegionProcess, startRegion } from './region-process.ts';
export { type ServeOptions, serveRegion } from './serve.ts';
export { connectStores } from './stores.ts';
export {
  type ProcessExit,
  type Supervised,
  type SuperviseOptions,
  superviseProcess,
} from './supervise.ts';
export { type Usage, usageOf } from './usage.ts';
export type {
  HealthReport,
  Stores,
  Workload,
  WorkloadContext,
  WorkloadFactory,
} from './workload.ts';
