import { SERVE_OPTIONS } from './options.ts';

/** Variables that no option of `serve` declares, and who reads them. */
export const OTHER_VARIABLES: Readonly<Record<string, string>> = {
  TANDEM_STACK: 'With `1` a failing command prints its stack.',
  TANDEM_REQUIRE_TOOLS:
    'With `1` a test whose tool or server is missing fails instead of saying why it did not run.',
  TANDEM_KILL_SEEDS: 'How many seeds the kill test of the whole system goes through; 2 unless set.',
  TANDEM_ENGINES_CONTROL:
    'URL at which the test servers of `npm run engines` take orders to fail; drills of engine faults need it.',
  TANDEM_ENGINES_TOKEN: 'Their operator token.',
};
const REGION_SUFFIX = /_[A-Z]{2}_[A-Z]+(?:_[A-Z]+)*_[0-9]$/;

/** Names that begin with TANDEM_ and mean nothing: most likely a slip of the pen. */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = new Set<string>(Object.keys(OTHER_VARIABLES));
  for (const { variable } of Object.values(SERVE_OPTIONS)) known.add(variable);
  return Object.keys(environment)
    .filter((name) => name.startsWith('TANDEM_') && !name.startsWith('TANDEM_SECRET_'))
    .filter((name) => !known.has(name) && !known.has(baseOf(name)))
    .sort();
}

function baseOf(name: string): string {
  return name.replace(/_FILE$/, '').replace(REGION_SUFFIX, '');
}
