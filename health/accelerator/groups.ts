import type { Topology } from '@tandem/topology';

type Accelerator = Topology['edge']['accelerator'];

export interface AcceleratorEndpoint {
  readonly name: string;
  /** 0 to 255; an endpoint with 0 gets no traffic. */
  readonly weight: number;
}

/** All endpoints of one region behind one listener. */
export interface EndpointGroup {
  readonly region: string;
  /** Percentage of the traffic nearest to this region that it takes. */
  readonly dialPercent: number;
  readonly endpoints: readonly AcceleratorEndpoint[];
}

export interface AcceleratorRules {
  readonly clientAffinity: Accelerator['clientAffinity'];
  readonly groups: readonly EndpointGroup[];
}

/** The topology's accelerator: each group has one endpoint, the region's NLB, named after the region. */
export function acceleratorRules({
  clientAffinity,
  endpointGroups,
}: Accelerator): AcceleratorRules {
  return {
    clientAffinity,
    groups: endpointGroups.map(({ region, dialPercent, endpointWeight }) => ({
      region,
      dialPercent,
      endpoints: [{ name: region, weight: endpointWeight }],
    })),
  };
}

/**
 * Groups from the client's point of view, nearest first: its own region, then the others in the order of
 * the topology (it holds no distances; with two regions the order is complete).
 */
export function byNearness(groups: readonly EndpointGroup[], place: string): EndpointGroup[] {
  const near = groups.filter(({ region }) => region === place);
  return [...near, ...groups.filter(({ region }) => region !== place)];
}
