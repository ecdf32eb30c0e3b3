import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { openBrowser } from './testing/browser.ts';
import { OUTLINE_FILE } from './testing/outline.ts';
import { outlineOfAll } from './testing/pages.ts';
import { startPagesServer } from './testing/pages-server.ts';
import { type RunningSystem, startSystem } from './testing/running-system.ts';

const IMAGES = join(import.meta.dirname, '..', 'docs', 'images');
const LOAD_SECONDS = 150;
/** So long until the charts show something. */
const WARM_MS = 30_000;
const directory = mkdtempSync(join(tmpdir(), 'tandem-screenshots-'));
const dataDir = join(directory, 'data');

let system: RunningSystem;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  mkdirSync(IMAGES, { recursive: true });
  [system, browser] = await Promise.all([startSystem(dataDir), openBrowser()]);
  page = await browser.newPage({
    viewport: { width: 1_440, height: 900 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function shoot(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(IMAGES, `dashboard-${name}-${colorScheme}.png`) });
  }
}

/** A bank with customers of every kind, so that the pages have something to show. */
async function load(): Promise<void> {
  const text = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
  const { operator } = JSON.parse(text) as { operator: { url: string; token: string } };
  const bank = new URL(operator.url);
  // The bank's port is the one above the supervisor's (topology/ports.ts).
  bank.port = String(Number(bank.port) + 1);
  const response = await fetch(new URL('/drive', bank), {
    method: 'POST',
    headers: { authorization: `Bearer ${operator.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      rate: 15,
      seconds: LOAD_SECONDS,
      models: { touch: 6, silent: 3, itemselect: 1 },
      personas: { ordinary: 12, rejects: 2, slow: 2, off: 1, silent: 1 },
      places: { 'us-east-1': 4, 'us-west-2': 1 },
    }),
  });
  if (!response.ok)
    throw new Error(`the bank answered ${response.status}: ${await response.text()}`);
}

async function open(title: string): Promise<void> {
  await page.getByRole('link', { name: title, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await page.waitForTimeout(1_500);
}

/** One that ended without an answer, so that its cause is there. */
async function traceOne(): Promise<void> {
  await open('Transactions');
  await page.getByRole('button', { name: /Outcome/ }).click();
  await page.getByRole('option', { name: 'NOT_AVAILABLE' }).click();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('cell', { name: 'NOT_AVAILABLE' }).first().waitFor();
  await shoot('transactions');
  await page.getByRole('rowheader').first().getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Trace' }).waitFor();
  await page.waitForTimeout(1_500);
  await shoot('trace');
}

it('takes every picture of a running system', async () => {
  await page.goto(system.link);
  await page.getByText('us-east-1 active').waitFor();
  await load();
  await page.waitForTimeout(WARM_MS);
  await shoot('overview');
  await open('Carrier');
  await shoot('carrier');
  await open('Try it');
  await page.getByRole('button', { name: 'Send' }).click();
  const popup = page.getByRole('form', { name: 'Popup of the SIM' });
  await popup.getByRole('button', { name: 'Yes' }).waitFor();
  await shoot('try-it');
  await popup.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('APPROVED', { exact: true }).waitFor();
  await traceOne();
  await open('Try it');
  await page.getByRole('button', { name: 'Kill us-east-1' }).click();
  await open('Overview');
  await page.getByText('us-west-2 active, epoch 2').waitFor();
  await page.getByRole('article', { name: 'us-east-1, silent' }).waitFor();
  await page.waitForTimeout(4_000);
  await shoot('failing-over');
  await open('Failover');
  await shoot('failover');
  await open('Audit');
  await page.getByRole('button', { name: 'Verify the chains' }).click();
  await page.getByText('unbroken').nth(1).waitFor();
  await shoot('audit');
});

it('writes down what the pages were made of', async () => {
  const server = await startPagesServer('operator');
  try {
    writeFileSync(OUTLINE_FILE, await outlineOfAll(await browser.newPage(), server));
  } finally {
    await server.close();
  }
});
