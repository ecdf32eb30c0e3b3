export { DocumentsClock, type TimeSample } from './clock/documents-clock.ts';
export { ProcessClock, processClock } from './clock/process-clock.ts';
export {
  readAllServices,
  redactedUrl,
  regionSuffix,
  type ServedPort,
  servedPorts,
} from './config/engines.ts';
export { type OptionName, type OptionSpec, SERVE_OPTIONS } from './config/options.ts';
export { ConfigError, type ConfigSource, readServeConfig, readServices } from './config/read.ts';
export { configurationPage, configurationTable } from './config/reference.ts';
export type {
  KafkaConfig,
  MongodbConfig,
  RedisConfig,
  ServeConfig,
  Services,
  SmscConfig,
} from './config/serve-config.ts';
export { unknownVariables } from './config/unknown.ts';
export type { HealthProbe, ProbeWeight } from './health/probe.ts';
export {
  type HealthAnswer,
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
  PERSON_SECONDS,
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
export type { Standing } from './regions/board.ts';
export { FIGURES, type FigureName, type Figures, readFigures } from './regions/figures.ts';
export {
  REGION_HISTORY,
  RegionHistory,
  type RoleEntry,
  type RoleEvent,
  type RoleFacts,
  readHistory,
} from './regions/history.ts';
export type { RegionsView } from './regions/membership.ts';
export { orderRegion } from './regions/orders.ts';
export {
  type ProcessReport,
  REGIONS,
  type RegionOrder,
  type RegionRecord,
  type StoredReport,
} from './regions/records.ts';
export {
  EMPTY_ROLL,
  isAble,
  isAlive,
  look,
  missingIn,
  type Roll,
  type Seen,
} from './regions/roll.ts';
export { type ServeOptions, serveRegion } from './serve.ts';
export { type Archives, openArchives } from './stores/archives.ts';
export { connectStores, openEvents } from './stores/connect.ts';
export { type OpenDocumentsOptions, openDocuments } from './stores/documents.ts';
export { openSecrets } from './stores/secrets.ts';
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
