import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parsePsTime, usageOf } from './usage.ts';

test('usage of this process is what the process says of itself', async () => {
  const usage = await usageOf(process.pid);
  expect(usage?.rssBytes).toBeGreaterThan(10_000_000);
  expect(usage?.cpuSeconds).toBeGreaterThan(0);
});

test('a process that is gone has no usage', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(await usageOf(pid)).toBeUndefined();
});

test.each([
  ['00:00:07', 7],
  ['01:02:03', 3_723],
  ['2-00:00:01', 172_801],
  ['12:34.56', 754.56],
])('ps time %s is %d s', (text, seconds) => {
  expect(parsePsTime(text)).toBe(seconds);
});
