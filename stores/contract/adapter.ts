import { type TestContext, test } from 'vitest';

/** What an adapter cannot do, by the name of the test, and why: the reason is printed where it is skipped. */
export type Unsupported = Readonly<Record<string, string>>;

/** Runs a test of a contract, or skips it with the adapter's reason. */
export function contractTest(
  unsupported: Unsupported | undefined,
  name: string,
  run: (context: TestContext) => Promise<void>,
): void {
  const reason = unsupported?.[name];
  test(name, async (context) => {
    if (reason !== undefined) {
      process.stdout.write(`skipped: ${name}: ${reason}\n`);
      context.skip(reason);
    }
    await run(context);
  });
}

/** Resolves when `holds` does; fails with `what` after ten seconds. Contracts wait for states, not for times. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`did not come true in 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
