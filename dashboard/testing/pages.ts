import type { Page } from 'playwright-core';
import { TRACE } from './documents.ts';
import { outlineOf } from './outline.ts';
import type { PagesServer } from './pages-server.ts';

export const PAGES = [
  ['', 'Overview'],
  ['try', 'Try it'],
  ['transactions', 'Transactions'],
  [`transactions/${TRACE.transactionId}`, 'Trace'],
  ['carrier', 'Carrier'],
  ['failover', 'Failover'],
  ['drills', 'Drills'],
  ['audit', 'Audit'],
] as const;

/** Opens a page and waits until it is there and live. */
export async function openPage(page: Page, { url }: PagesServer, path: string, title: string) {
  await page.goto(url + path);
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await page.getByText('live from us-east-1').waitFor();
  await page.locator('main h2').first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
}

export async function outlineOfAll(page: Page, server: PagesServer): Promise<string> {
  const outlines: string[] = [];
  for (const [path, title] of PAGES) {
    await openPage(page, server, path, title);
    outlines.push(await outlineOf(page));
  }
  return `${outlines.join('\n\n')}\n`;
}
