import { Type } from 'typebox';
import { list, name, oneOf, ours, port, portRange, record, rows } from './kinds.ts';

/** A flow between this region and the internet. */
const FirewallFlowSchema = record({
  name: name(),
  direction: oneOf('ingress', 'egress'),
  protocol: oneOf('tcp', 'udp', 'tls'),
  ports: list(port(), 1),
  /** Addresses, or for `tls` the server names that may be reached. */
  peers: list(name(), 1),
});

const party = () => oneOf('region', 'other-regions', 'routers');

/** A flow of TCP between this region and what is behind its transit gateway. */
const TransitFlowSchema = record({
  name: name(),
  from: party(),
  to: party(),
  /** What answers: pods, the API server of Kubernetes, the endpoints of the documents, a router. */
  answers: oneOf('pods', 'api-server', 'documents', 'router'),
  ports: portRange(),
});

/** How the private subnets reach AWS without leaving it. */
export const VpcEndpointsSchema = record({
  rows: rows(),
  gateway: list(name(), 1),
  interface: list(name(), 1),
});

export const NetworkFirewallSchema = record({
  rows: rows(),
  defaultAction: oneOf('drop'),
  alertLogs: Type.Boolean(),
  flows: list(FirewallFlowSchema, 1),
  transitFlows: list(TransitFlowSchema),
});

/** CloudWatch Logs takes these numbers of days and no others (PutRetentionPolicy). */
const RETENTION_DAYS = [7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 731];

export const LogsSchema = record({
  ours: ours(),
  retentionDays: Type.Integer({ enum: RETENTION_DAYS }),
});
