import type { Static } from 'typebox';
import { AwsSchema } from './aws.ts';
import { DataSchema, EventsSchema } from './data.ts';
import { EdgeSchema } from './edge.ts';
import { list, name, oneOf, record } from './kinds.ts';
import {
  AppletSchema,
  AuditSchema,
  AuthenticationSchema,
  CarrierSchema,
  HealthSchema,
  LeaseSchema,
  MaintenanceSchema,
  ShutdownSchema,
  SmppSchema,
} from './operation.ts';
import {
  AutoscalingSchema,
  ComponentSchema,
  DeliverySchema,
  IdentitySchema,
  ObservabilitySchema,
} from './platform.ts';
import { RegionSchema } from './regions.ts';
import { WorkerGroupsSchema, WorkloadsSchema } from './workloads.ts';

/**
 * - `document`: the figures of the system description exactly
 * - `tuned`: the fastest the providers allow
 * - `fast`: the figures of the document divided by 20, for tests
 */
export const PROFILES = ['document', 'tuned', 'fast'] as const;
export type Profile = (typeof PROFILES)[number];

export const TopologySchema = record({
  name: name(),
  profile: oneOf(...PROFILES),
  regions: list(RegionSchema, 1),
  edge: EdgeSchema,
  aws: AwsSchema,
  data: DataSchema,
  events: EventsSchema,
  workloads: WorkloadsSchema,
  workerGroups: WorkerGroupsSchema,
  autoscaling: AutoscalingSchema,
  components: list(ComponentSchema, 1),
  identity: IdentitySchema,
  observability: ObservabilitySchema,
  delivery: DeliverySchema,
  authentication: AuthenticationSchema,
  smpp: SmppSchema,
  applet: AppletSchema,
  shutdown: ShutdownSchema,
  lease: LeaseSchema,
  health: HealthSchema,
  audit: AuditSchema,
  maintenance: MaintenanceSchema,
  carrier: CarrierSchema,
});

/** A topology under construction: profiles change it before it is checked and frozen. */
export type TopologyDraft = Static<typeof TopologySchema>;

export type DeepReadonly<T> = T extends object
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;

export type Topology = DeepReadonly<TopologyDraft>;
export type Region = Topology['regions'][number];
export type WorkloadName = keyof Topology['workloads'];
export type WorkerGroupName = keyof Topology['workerGroups'];
export type TopicName = Topology['events']['topics'][number]['name'];
