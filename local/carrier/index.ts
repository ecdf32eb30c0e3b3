export { expectedResponse } from './behaviour.ts';
export { Carrier, type CarrierDependencies, type CarrierPorts } from './carrier.ts';
export { type CarrierFault, CarrierFaultSchema } from './carrier-faults.ts';
export {
  AREA_CODES,
  Fleet,
  type FleetOptions,
  type FleetSubscriber,
  fleetSubscribers,
} from './fleet.ts';
export { runCarrier } from './main.ts';
export type { IdForm } from './message-ids.ts';
export { type CarrierOptions, type CarrierSettings, carrierSettings } from './options.ts';
export { PERSONA_NAMES, PERSONAS, type Persona, type PersonaName } from './personas.ts';
export {
  type AppletDocument,
  appletDocuments,
  type SpareApplet,
  spareApplets,
} from './provisioning.ts';
