export { type Credentials, credentialsPath, readCredentials } from './credentials.ts';
export type { Controls, Endpoint } from './endpoints.ts';
export { freePortBase } from './free-port-base.ts';
export { listenFailure, portsByPurpose } from './free-ports.ts';
export type { Incident } from './incidents.ts';
export { localCustomer, localSecrets, SMSC_SYSTEM_ID, secretsPath } from './local-secrets.ts';
export type { UpOptions } from './options.ts';
export type { ProcessPlan } from './plan.ts';
export type { ProcessEvent } from './process-log.ts';
export type { ProcessStatus, RegionAction, RegionActions } from './region-actions.ts';
export {
  connectSystemDocuments,
  describeServices,
  type SystemDocumentsOptions,
  type SystemServices,
  servicesOf,
} from './services.ts';
export { type LocalSystem, startSystem } from './system.ts';
