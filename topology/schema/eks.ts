import { list, name, oneOf, record, rows } from './kinds.ts';

export const EksSchema = record({
  rows: rows(),
  version: name(),
  endpoint: oneOf('private'),
  controlPlaneLogs: list(name(), 1),
  secretsEncryption: oneOf('kms'),
  /** The pinned version of each component that is delivered as an add-on. */
  addons: list(record({ component: name(), version: name() }), 1),
  /** Roles that people take to work on a cluster, and the access policy of EKS that each has. */
  operators: list(record({ name: name(), policy: name() }), 1),
});
