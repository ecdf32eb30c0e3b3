import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from 'cdktn';
import { snakeCase, variableName } from './names.ts';
import type { Passing } from './passing.ts';
import { SAMPLE_ACCOUNT, type Sample, sampleOf } from './samples.ts';
import { type Expectation, expression } from './spec.ts';
import { type JsonObject, objectAt } from './tidy.ts';

/** Values for the variables of a stack, where there is no account to take them from. */
export function sampleVariables(
  stack: Passing,
  all: ReadonlyMap<string, Passing>,
  regionOf: (stack: string) => string,
): JsonObject {
  const taken = [...stack.takes].map(([from, fields]): [string, Record<string, Sample>] => {
    const given = all.get(from)?.exports;
    const values = [...fields].map(([field, kind]): [string, Sample] => [
      snakeCase(field),
      sampleOf(field, kind, regionOf(from), given?.get(field)?.keys ?? []),
    ]);
    return [variableName(from), Object.fromEntries(values)];
  });
  return { account_id: SAMPLE_ACCOUNT, ...Object.fromEntries(taken) };
}

/** An address in a condition is a reference of its own there: `${aws_x.y}.z` is `aws_x.y.z`. */
const REFERENCE = /\$\{([a-z0-9_.]+)\}/g;

/** A condition in the words of Terraform: `resource.fqn` may stand in it. */
export function resolved(stack: TerraformStack, condition: string): string {
  const text: unknown = Tokenization.resolve(condition, {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: false,
  });
  return String(text).replaceAll(REFERENCE, '$1');
}

/** A test that `terraform test` runs without an account: every provider is mocked. */
export function testFile(
  stack: JsonObject,
  variables: JsonObject,
  expectations: readonly Expectation[],
): JsonObject {
  return {
    mock_provider: Object.fromEntries(
      Object.entries(objectAt(stack, 'provider')).map(([name, instances]) => [
        name,
        [instances].flat().map((instance) => {
          const alias = Reflect.get(Object(instance), 'alias');
          return typeof alias === 'string' ? { alias } : {};
        }),
      ]),
    ),
    variables,
    run: {
      plan: {
        command: 'plan',
        assert: expectations.map(({ condition, why }) => ({
          condition: expression(condition),
          error_message: why,
        })),
      },
    },
  };
}
