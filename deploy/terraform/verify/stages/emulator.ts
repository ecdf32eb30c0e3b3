import type { Json } from '../../framework/tidy.ts';
import { type Applied, applyStack } from '../emulator/apply.ts';
import { pythonWithMoto, startMoto } from '../emulator/moto.ts';
import { readBack } from '../emulator/read-back.ts';
import { failed, notRun, type Outcome, passed, type Stage, type Subject } from '../stage.ts';
import { awsStacks, missingTerraform } from '../terraform.ts';

/** Applies every stack, in order, with the real outputs of those before it; reads it back; plans again. */
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
  const exports = new Map<string, Json>();
  const resources: Applied[] = [];
  const left: string[] = [];
  const drift: string[] = [];
  const broken: string[] = [];
  for (const stack of awsStacks(subject)) {
    const application = await applyStack(subject, stack, endpoint, exports);
    broken.push(...application.findings);
    exports.set(stack.name, application.exports);
    resources.push(...application.resources);
    left.push(...application.left);
    drift.push(...application.drift);
  }
  if (broken.length > 0) return failed(...broken);
  const { findings, facts } = await readBack(subject.topology, resources, endpoint);
  if (findings.length > 0) return failed(...findings);
  return passed(
    `${resources.length} resources applied, ${facts} facts read back; ` +
      `not emulated: ${left.length}; drift of the emulator: ${drift.join(', ') || 'none'}`,
  );
}
