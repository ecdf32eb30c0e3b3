import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { openBrowser } from './testing/browser.ts';
import { type RunningSystem, startSystem } from './testing/running-system.ts';

const LOADS = 5;
/** A page that was quiet so long has nothing left to do (https://web.dev/articles/tti). */
const QUIET_MS = 2_000;
const directory = mkdtempSync(join(tmpdir(), 'tandem-first-load-'));

interface Load {
  readonly urls: readonly string[];
  readonly paintMs: number;
  readonly interactiveMs: number;
}

/** Notes when the menu can be used, and when the page last kept the browser busy for 50 ms or more. */
const WATCH = `
  window.seen = { menu: undefined, busyUntil: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.seen.busyUntil = startTime + duration;
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver(() => {
    if (document.querySelector('nav a') && document.querySelector('main article')) {
      window.seen.menu ??= performance.now();
    }
  }).observe(document, { childList: true, subtree: true });
`;

const MEASURE = `({
  urls: ['navigation', 'resource']
    .flatMap((type) => performance.getEntriesByType(type))
    .map(({ name }) => name)
    .filter((name) => !name.includes('/dashboard/api/')),
  paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  interactiveMs: Math.max(window.seen.menu, window.seen.busyUntil),
})`;

let system: RunningSystem;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(join(directory, 'data')), openBrowser()]);
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(system.link);
  await page.getByText('us-east-1 active').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** With an empty cache, as whoever comes for the first time. */
async function load(): Promise<Load> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(system.link.split('#')[0] ?? '');
  await page.locator('main article').first().waitFor();
  await page.waitForTimeout(QUIET_MS);
  return page.evaluate(MEASURE) as Promise<Load>;
}

/** Bytes on the wire of all these files. */
async function weigh(urls: readonly string[], encoding: 'gzip' | 'br'): Promise<number> {
  const sizes = urls.map(async (url) => {
    const { headers } = await fetch(url, { headers: { 'accept-encoding': encoding } });
    return Number(headers.get('content-length'));
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

it('prints what the first load of the dashboard weighs, and when it can be used', async () => {
  const loads: Load[] = [];
  for (let nth = 0; nth < LOADS; nth += 1) loads.push(await load());
  const { urls } = loads[0] ?? { urls: [] };
  const kilobytes = async (encoding: 'gzip' | 'br') =>
    `${((await weigh(urls, encoding)) / 1_000).toFixed(1)} kB ${encoding}`;
  const median = (of: (load: Load) => number) =>
    Math.round(loads.map(of).toSorted((a, b) => a - b)[Math.floor(LOADS / 2)] ?? 0);
  process.stdout.write(
    `the overview, nothing cached: ${urls.length} files, ${await kilobytes('gzip')}, ${await kilobytes('br')};
median of ${LOADS} loads: painted after ${median(({ paintMs }) => paintMs)} ms, can be used after ${median(({ interactiveMs }) => interactiveMs)} ms\n`,
  );
});
