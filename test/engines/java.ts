import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTool } from './tools.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '.java');
const HINT = 'apt-get install -y maven openjdk-17-jdk-headless, then npm run engines:fetch';

/** Jars before classes, as `java -cp` takes them. */
export const classPath = [join(folder, 'jars', '*'), join(folder, 'classes')].join(delimiter);

/**
 * Why tests with a Java engine cannot run here, or undefined when they can: printed once for each file, and
 * an error where every tool is asked for (TANDEM_REQUIRE_TOOLS, as in CI).
 * @param artifact how the name of its jar begins
 */
export function javaEngineMissing(artifact: string): string | undefined {
  const jars = join(folder, 'jars');
  const absent = [
    ...(findTool('java') === undefined ? ['java'] : []),
    // The stamp comes last: without it the folder is not complete.
    ...(existsSync(join(folder, 'stamp')) &&
    readdirSync(jars).some((jar) => jar.startsWith(artifact))
      ? []
      : [artifact]),
  ];
  if (absent.length === 0) return undefined;
  const reason = `${absent.join(' and ')} not found: ${HINT}`;
  if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
  return reason;
}
