import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectAt } from '../../framework/tidy.ts';
import { onEach, run } from '../run.ts';
import { failed, notRun, passed, type Stage, type Subject, type WrittenStack } from '../stage.ts';
import {
  AT_ONCE,
  awsStacks,
  DEAD_ENDPOINT,
  errorsOf,
  isolated,
  messagesOf,
  missingTerraform,
  offline,
  otherProviders,
  workingCopy,
} from '../terraform.ts';

/** A plan of every stack where nobody answers: it needs no account, and every argument is checked. */
export const plan: Stage = {
  number: 5,
  name: 'terraform plan against a dead endpoint',
  async run(subject) {
    const missing = await missingTerraform();
    if (missing !== undefined) return notRun(missing);
    const stacks = awsStacks(subject);
    const plans = await onEach(stacks, AT_ONCE, (stack) => planned(subject, stack));
    const errors = plans.flatMap(({ findings }) => findings);
    if (errors.length > 0) return failed(...errors);
    const resources = plans.reduce((sum, { add }) => sum + add, 0);
    return passed(`${resources} resources in ${stacks.length} stacks${otherProviders(subject)}`);
  },
};

async function planned(
  subject: Subject,
  stack: WrittenStack,
): Promise<{ add: number; findings: string[] }> {
  const cwd = workingCopy(subject, 'stacks', stack, offline(stack.json));
  writeFileSync(join(cwd, 'sample.json'), JSON.stringify(objectAt(stack.test, 'variables')));
  const args = ['plan', '-json', '-input=false', '-refresh=false', '-var-file=sample.json'];
  const ran = await run('terraform', args, { cwd, env: isolated(subject, DEAD_ENDPOINT) });
  const summary = messagesOf(ran).find(({ type }) => type === 'change_summary');
  const { add } = objectAt(summary, 'changes');
  return { add: typeof add === 'number' ? add : 0, findings: errorsOf(stack.name, ran) };
}
