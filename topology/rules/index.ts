import {
  acceleratorTakesTheTargets,
  addressesFitTheAccelerator,
  locksHaveATime,
} from './accelerator.ts';
import {
  atlasKeepsItsPromises,
  kafkaSurvivesOneBroker,
  primaryIsPreferredInTheActiveRegion,
} from './data.ts';
import {
  alarmsReadWhatIsMeasured,
  checksEndBeforeTheNext,
  clientsOutwaitAConnection,
  dialsArePercentages,
  onePortToTheApplets,
  providersAcceptTheChecks,
  steeringKeepsOffTheStandby,
} from './edge.ts';
import { documentIsExact, fastTimeoutsAreBearable } from './figures.ts';
import { callsPassTheFirewall, routersAreBehindTheirTunnels } from './firewall.ts';
import { cidrsDoNotOverlap } from './network.ts';
import {
  bindsCarryTheLoad,
  callbacksEndWithinTheirBudget,
  deadlineCoversThePopup,
  drainEndsBeforeTheNotice,
  idleEndsInTheRightOrder,
  leaseSurvivesLostRenewals,
  mailboxOutlivesTheDeadline,
  notificationFitsOneFrame,
} from './operation.ts';
import {
  addonsHaveVersions,
  instancesRunTheImages,
  nothingStatefulOnSpot,
  workerGroupsExist,
} from './placement.ts';
import { exactlyOneActiveRegion, knownRegions, severalZones } from './regions.ts';
import type { Rule } from './rule.ts';
import {
  dependenciesExist,
  everyWorkloadIsWarm,
  passiveCanReplaceActive,
  portsDoNotCollide,
  scalingHasRoom,
} from './workloads.ts';

/** In the order in which a reader would look: where, how they are reached, what runs, how it behaves. */
export const RULES: readonly Rule[] = [
  exactlyOneActiveRegion,
  knownRegions,
  severalZones,
  cidrsDoNotOverlap,
  routersAreBehindTheirTunnels,
  callsPassTheFirewall,
  steeringKeepsOffTheStandby,
  dialsArePercentages,
  checksEndBeforeTheNext,
  clientsOutwaitAConnection,
  onePortToTheApplets,
  providersAcceptTheChecks,
  alarmsReadWhatIsMeasured,
  acceleratorTakesTheTargets,
  addressesFitTheAccelerator,
  locksHaveATime,
  atlasKeepsItsPromises,
  primaryIsPreferredInTheActiveRegion,
  kafkaSurvivesOneBroker,
  workerGroupsExist,
  nothingStatefulOnSpot,
  instancesRunTheImages,
  addonsHaveVersions,
  everyWorkloadIsWarm,
  scalingHasRoom,
  passiveCanReplaceActive,
  portsDoNotCollide,
  dependenciesExist,
  deadlineCoversThePopup,
  mailboxOutlivesTheDeadline,
  notificationFitsOneFrame,
  callbacksEndWithinTheirBudget,
  bindsCarryTheLoad,
  idleEndsInTheRightOrder,
  drainEndsBeforeTheNotice,
  leaseSurvivesLostRenewals,
  documentIsExact,
  fastTimeoutsAreBearable,
];
