import { applySystem } from '../emulator/apply.ts';
import { pythonWithMoto, startMoto } from '../emulator/moto.ts';
import { readBack } from '../emulator/read-back.ts';
import { emulatedSystem } from '../emulator/system.ts';
import { failed, notRun, type Outcome, passed, type Stage, type Subject } from '../stage.ts';
import { missingTerraform } from '../terraform.ts';

/** Applies every stack, each with the real outputs of those it takes from; plans again; reads back. */
export const emulator: Stage = {
  number: 7,
  name: 'terraform apply to an emulator',
  async run(subject) {
    const missing = await missingTerraform();
    if (missing !== undefined) return notRun(missing);
    const python = await pythonWithMoto();
    if (python === undefined) return notRun('moto is not installed for python3 (moto[server])');
    if (!(await hasSdk())) return notRun('the AWS SDK is not installed (npm ci --include=dev)');
    const moto = await startMoto(python);
    try {
      return await applied(subject, moto.endpoint);
    } finally {
      await moto.stop();
    }
  },
};

/** It is only for this check, so that an installation without development packages has none. */
const hasSdk = (): Promise<boolean> =>
  import('@aws-sdk/client-s3').then(
    () => true,
    () => false,
  );

async function applied(subject: Subject, endpoint: string): Promise<Outcome> {
  const system = emulatedSystem(subject);
  const { resources, drift, findings } = await applySystem(subject, system, endpoint);
  if (resources.length === 0) return failed(...findings);
  const back = await readBack(subject.topology, resources, endpoint);
  const found = [...findings, ...back.findings];
  if (found.length > 0) return failed(...found);
  return passed(
    `${resources.length} resources applied, ${back.facts} facts read back; ` +
      `not emulated: ${system.left.length}, and nothing of ${system.nothingOf.join(', ') || 'no stack'}; ` +
      `drift of the emulator: ${drift.join(', ') || 'none'}`,
  );
}
