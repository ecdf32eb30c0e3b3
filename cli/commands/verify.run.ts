import { KUBERNETES_STAGES } from '@tandem/kubernetes';
import { OBSERVABILITY_STAGES } from '@tandem/observability';
import { verify as runStages, STAGES, type StageResult } from '@tandem/terraform';
import { topologyFor } from '@tandem/topology';
import { print, printJson, progress } from '../output.ts';
import { rehearsal } from '../rehearsal/stage.ts';

export interface VerifyOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** In the order of their numbers, which is by what they look at, then from the cheapest to the dearest. */
const ALL_STAGES = [...STAGES, ...KUBERNETES_STAGES, ...OBSERVABILITY_STAGES, rehearsal].sort(
  (a, b) => a.number - b.number,
);

/** Proves what synth wrote, as far as this machine can. Exit 0 unless a stage failed, then 1. */
export async function verify({ out, json }: VerifyOptions): Promise<number> {
  const line = progress();
  const results = await runStages({
    stages: ALL_STAGES,
    topology: topologyFor('document'),
    outDir: out,
    requireTools: process.env.TANDEM_REQUIRE_TOOLS === '1',
    onStart: ({ number, name }) => line.show(`stage ${number}: ${name}`),
    onResult: (result) => {
      line.done();
      if (!json) for (const text of described(result)) print(text);
    },
  });
  const valid = results.every(({ verdict }) => verdict !== 'failed');
  if (json) printJson({ valid, stages: results });
  return valid ? 0 : 1;
}

function described({ stage, name, verdict, detail, findings, seconds }: StageResult): string[] {
  const said = verdict === 'not run' ? `not run: ${detail}` : `${verdict}, ${detail}`;
  return [`${stage} ${name}: ${said} (${seconds} s)`, ...findings.map((one) => `    ${one}`)];
}
