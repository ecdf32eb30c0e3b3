import type { Topology } from '@tandem/topology';
import type { Finding } from './finding.ts';

/** What the topology chooses and somebody may want to choose otherwise. Nothing of it stands in the way of `tandem up`. */
export const checkChoices = ({ observability }: Topology): Finding[] => {
  const { logShipper } = observability.visual;
  const ended = logShipper === 'promtail';
  return [
    {
      check: 'log shipper',
      verdict: ended ? 'warning' : 'ok',
      detail: ended ? 'promtail, as described; its end of life was 2 March 2026' : logShipper,
      ...(ended
        ? { fix: 'write logShipper: alloy in topology/atnt/platform.ts: the same job, maintained' }
        : {}),
    },
  ];
};
