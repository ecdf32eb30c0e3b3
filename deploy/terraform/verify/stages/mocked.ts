import { isObject, objectAt } from '../../framework/tidy.ts';
import { onEach, run } from '../run.ts';
import { judged, notRun, type Stage, type Subject, type WrittenStack } from '../stage.ts';
import {
  AT_ONCE,
  awsStacks,
  DEAD_ENDPOINT,
  errorsOf,
  isolated,
  missingTerraform,
  offline,
  otherProviders,
  workingCopy,
} from '../terraform.ts';

/** The test that synth wrote beside each stack: what matters in its plan, with mocked providers. */
export const mocked: Stage = {
  number: 6,
  name: 'terraform test with mocked providers',
  async run(subject) {
    const missing = await missingTerraform();
    if (missing !== undefined) return notRun(missing);
    const stacks = awsStacks(subject);
    const findings = await onEach(stacks, AT_ONCE, (stack) => tested(subject, stack));
    const assertions = stacks.reduce((sum, stack) => sum + assertionsOf(stack), 0);
    const detail = `${assertions} assertions in ${stacks.length} stacks${otherProviders(subject)}`;
    return judged(findings.flat(), detail);
  },
};

async function tested(subject: Subject, stack: WrittenStack): Promise<string[]> {
  const cwd = workingCopy(subject, 'stacks', stack, offline(stack.json));
  const env = isolated(subject, DEAD_ENDPOINT);
  return errorsOf(stack.name, await run('terraform', ['test', '-json'], { cwd, env }));
}

function assertionsOf({ test }: WrittenStack): number {
  return Object.values(objectAt(test, 'run')).reduce((sum: number, one) => {
    const { assert } = isObject(one) ? one : {};
    return sum + (Array.isArray(assert) ? assert.length : 0);
  }, 0);
}
