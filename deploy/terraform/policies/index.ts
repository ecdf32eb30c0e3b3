import { encryption } from './encryption.ts';
import { exposure } from './exposure.ts';
import { identity } from './identity.ts';
import { inspection } from './inspection.ts';
import { networks } from './networks.ts';
import { equalRegions } from './regions.ts';
import { rows } from './rows.ts';
import { survival } from './survival.ts';
import { tags } from './tags.ts';
import type { Policy, View } from './view.ts';

export const POLICIES: Readonly<Record<string, Policy>> = {
  encryption,
  exposure,
  identity,
  tags,
  networks,
  'symmetric firewall routes': inspection,
  'equal regions': equalRegions,
  survival,
  rows,
};

/** Every finding of every policy, led by the policy. */
export const findingsOf = (view: View): string[] =>
  Object.entries(POLICIES).flatMap(([name, policy]) =>
    [...policy(view)].map((finding) => `${name}: ${finding}`),
  );
