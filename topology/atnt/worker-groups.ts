import { DOCUMENT } from '../document.ts';
import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, MINUTE } from '../time.ts';

/** The provider does not take on-demand nodes back. */
const NEVER = 0;

export const workerGroups: TopologyDraft['workerGroups'] = {
  unibeam: {
    rows: [
      'W1-sim',
      'W1-sms',
      'W1-mno',
      'W1-api',
      'W1-dashboard',
      'W1-timer',
      'W1-scheduled-jobs',
      'W1-audit',
      'A2',
      'T6',
    ],
    provisioner: 'karpenter',
    capacity: 'on-demand',
    instanceTypes: ['t4g.xlarge', 't4g.2xlarge'],
    tainted: true,
    nodes: { active: { min: 3, max: 12 }, passive: { min: 3, max: 12 } },
    diskGib: 50,
    consolidation: 'when-empty-or-underutilized',
    consolidateAfterMs: 5 * MINUTE,
    disruptionBudgetNodes: 1,
    expireAfterMs: 14 * DAY,
    reclaimNoticeMs: NEVER,
  },
  kafka: {
    rows: ['W2', 'A2', 'T6'],
    provisioner: 'karpenter',
    capacity: 'on-demand',
    instanceTypes: ['t4g.large', 't4g.xlarge'],
    tainted: true,
    nodes: { active: { min: 3, max: 6 }, passive: { min: 3, max: 6 } },
    diskGib: 50,
    consolidation: 'when-empty',
    consolidateAfterMs: 30 * MINUTE,
    disruptionBudgetNodes: 1,
    expireAfterMs: 30 * DAY,
    reclaimNoticeMs: NEVER,
  },
  spot: {
    rows: ['W3', 'W5', 'A2', 'T6'],
    provisioner: 'karpenter',
    capacity: 'spot',
    // Several sizes: a notice blocks one type in one zone.
    instanceTypes: ['t4g.medium', 't4g.large', 't4g.xlarge'],
    tainted: true,
    nodes: { active: { min: 2, max: 6 }, passive: { min: 2, max: 6 } },
    diskGib: 50,
    consolidation: 'when-empty-or-underutilized',
    consolidateAfterMs: MINUTE,
    disruptionBudgetNodes: 1,
    expireAfterMs: 7 * DAY,
    reclaimNoticeMs: DOCUMENT.W5.reclaimNoticeMs,
  },
  monitor: {
    rows: ['W4', 'A2', 'T6'],
    // It hosts Karpenter, which cannot make the nodes it runs on.
    provisioner: 'managed-node-group',
    capacity: 'on-demand',
    instanceTypes: ['t4g.xlarge'],
    tainted: false,
    nodes: { active: { min: 3, max: 6 }, passive: { min: 3, max: 6 } },
    diskGib: 100,
    consolidation: 'when-empty',
    consolidateAfterMs: 30 * MINUTE,
    disruptionBudgetNodes: 1,
    expireAfterMs: 30 * DAY,
    reclaimNoticeMs: NEVER,
  },
};
