import type { Region } from '@tandem/topology';

export const TIERS = ['public', 'firewall', 'private', 'data', 'transit'] as const;
export type Tier = (typeof TIERS)[number];

/** A zone of a region, with its network in each tier. */
export interface Zone {
  readonly name: string;
  readonly cidrs: Readonly<Record<Tier, string>>;
}

/** The rules of the topology hold one network of every tier for each zone. */
export function zonesOf({ zones, network }: Region): Zone[] {
  return zones.map((name, index) => {
    const cidrs = TIERS.map((tier) => [tier, network.subnets[tier][index] ?? '']);
    return { name, cidrs: Object.fromEntries(cidrs) };
  });
}
