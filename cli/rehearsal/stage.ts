import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KubernetesStage, podPlans, writtenObjects } from '@tandem/kubernetes';
import { rehearse } from './rehearse.ts';

/** A manifest that could not start its workload fails here: both regions run on this machine from theirs. */
export const rehearsal: KubernetesStage = {
  number: 15,
  name: 'rehearsal: both regions from their Deployments',
  async run(subject) {
    const workDir = mkdtempSync(join(tmpdir(), 'tandem-rehearsal-'));
    try {
      const { prefix } = subject.topology.aws.secretsManager;
      const pods = podPlans(writtenObjects(subject), prefix);
      const findings = await rehearse({ pods, workDir });
      const detail = `${pods.length} pods: probes, ports, an authentication, another without the active region, grace`;
      return findings.length === 0
        ? { verdict: 'passed', detail }
        : { verdict: 'failed', findings };
    } finally {
      rmSync(workDir, { recursive: true, force: true });
    }
  },
};
