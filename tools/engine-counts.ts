import type { Reporter, TestModule } from 'vitest/node';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** `cache contract: Redis, plain` and the like: what the suites of the stores' ports are called. */
const SUITE = /(\w+ contract): ([^>]+)/;

/** Says which engine kept which contract: one line for each, before the closing line. */
export default class EngineCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, Count>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const [, contract, engine] = SUITE.exec(test.fullName) ?? [];
        const { state } = test.result();
        if (contract === undefined || engine === undefined || state === 'pending') continue;
        const name = `${contract}, ${engine.trim()}`;
        const count = counts.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
        count[state] += 1;
        counts.set(name, count);
      }
    }
    for (const [name, { passed, failed, skipped }] of [...counts].sort()) {
      process.stdout.write(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    }
  }
}
