export { checkTopology } from './check.ts';
export { cacheSecret, regionalName, secretsOf, serviceAccountOf, systemName } from './names.ts';
export {
  DEFAULT_PORT_BASE,
  type LocalPorts,
  MAX_PORT_BASE,
  MIN_PORT_BASE,
  portsFor,
  type RegionPorts,
} from './ports.ts';
export { describeProblem, type Problem, TopologyError } from './problem.ts';
export { ROW_IDS, ROWS, type RowId } from './rows.ts';
export {
  PROFILES,
  type Profile,
  type Region,
  type TopicName,
  type Topology,
  type TopologyDraft,
  type WorkerGroupName,
  type WorkloadName,
} from './schema/topology.ts';
export { WORKER_GROUPS, WORKLOADS as WORKLOAD_NAMES } from './schema/workloads.ts';
export {
  activeRegion,
  deadLetterOf,
  passiveRegions,
  regionNamed,
  type TopicFigures,
  topicsOf,
  topologyFor,
} from './topology.ts';
