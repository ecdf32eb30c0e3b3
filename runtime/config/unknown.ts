import { SERVE_OPTIONS } from './options.ts';

/** Variables that no option of `serve` declares: those of the command line, the tests and the secrets. */
const OTHERS = ['TANDEM_STACK', 'TANDEM_REQUIRE_TOOLS'];
const REGION_SUFFIX = /_[A-Z]{2}_[A-Z]+(?:_[A-Z]+)*_[0-9]$/;

/** Names that begin with TANDEM_ and mean nothing: most likely a slip of the pen. */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = new Set<string>(OTHERS);
  for (const { variable } of Object.values(SERVE_OPTIONS)) known.add(variable);
  return Object.keys(environment)
    .filter((name) => name.startsWith('TANDEM_') && !name.startsWith('TANDEM_SECRET_'))
    .filter((name) => !known.has(name) && !known.has(baseOf(name)))
    .sort();
}

function baseOf(name: string): string {
  return name.replace(/_FILE$/, '').replace(REGION_SUFFIX, '');
}
