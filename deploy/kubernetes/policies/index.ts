import { capacity } from './capacity.ts';
import { charts } from './charts.ts';
import { hardening, images, probes, resources } from './containers.ts';
import { balancers, terraform } from './edge.ts';
import { kept } from './kept.ts';
import { names } from './names.ts';
import { network } from './network.ts';
import { placement } from './placement.ts';
import type { Inspected, Policy } from './policy.ts';
import { references } from './references.ts';
import { reflection } from './reflection.ts';
import { regions } from './regions.ts';
import { rows } from './rows.ts';
import { disruption, scaling } from './scaling.ts';
import { secrets } from './secrets.ts';
import { selectors } from './selectors.ts';
import { shutdown } from './shutdown.ts';
import { waves } from './waves.ts';

/** What must hold of everything that synth writes for Kubernetes. */
export const POLICIES: readonly Policy[] = [
  names,
  selectors,
  references,
  scaling,
  disruption,
  resources,
  images,
  hardening,
  probes,
  secrets,
  shutdown,
  placement,
  capacity,
  network,
  balancers,
  terraform,
  reflection,
  kept,
  charts,
  waves,
  regions,
  rows,
];

/** Every finding, with the policy that it is about. */
export const policyFindings = (inspected: Inspected): string[] =>
  POLICIES.flatMap(({ name, findings }) => findings(inspected).map((text) => `${name}: ${text}`));
