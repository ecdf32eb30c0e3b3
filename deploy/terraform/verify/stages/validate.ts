import { objectAt } from '../../framework/tidy.ts';
import { onEach, run } from '../run.ts';
import { judged, notRun, type Stage, type Subject, type WrittenStack } from '../stage.ts';
import {
  AT_ONCE,
  awsStacks,
  DEAD_ENDPOINT,
  errorsOf,
  isolated,
  missingTerraform,
  otherProviders,
  workingCopy,
} from '../terraform.ts';

/** `terraform init` and `validate` of every stack as it was written. */
export const validate: Stage = {
  number: 4,
  name: 'terraform init and validate',
  async run(subject) {
    const missing = await missingTerraform();
    if (missing !== undefined) return notRun(missing);
    const stacks = awsStacks(subject);
    const findings = await onEach(stacks, AT_ONCE, (stack) => validated(subject, stack));
    return judged(findings.flat(), `${stacks.length} stacks${otherProviders(subject)}`);
  },
};

async function validated(subject: Subject, stack: WrittenStack): Promise<string[]> {
  const cwd = workingCopy(subject, 'stacks', stack);
  const env = isolated(subject, DEAD_ENDPOINT);
  const init = await run('terraform', ['init', '-backend=false', '-input=false', '-no-color'], {
    cwd,
    env,
  });
  if (init.status !== 0) return errorsOf(stack.name, init);
  const ran = await run('terraform', ['validate', '-json'], { cwd, env });
  const { diagnostics } = JSON.parse(ran.stdout || '{"diagnostics":[]}');
  if (!Array.isArray(diagnostics)) return errorsOf(stack.name, ran);
  return diagnostics.map((diagnostic: unknown) => {
    const { summary, detail, address } = objectAt({ diagnostic }, 'diagnostic');
    return `${stack.name}: ${[address, summary, detail].filter(Boolean).join(': ')}`;
  });
}
