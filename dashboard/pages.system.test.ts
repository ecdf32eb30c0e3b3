import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf, hasBrowser, openBrowser } from './testing/browser.ts';
import { TRACE } from './testing/documents.ts';
import { OUTLINE_FILE } from './testing/outline.ts';
import { openPage, outlineOfAll, PAGES } from './testing/pages.ts';
import { type PagesServer, startPagesServer } from './testing/pages-server.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe calls serious or critical, with the elements that it means. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const findings = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )) as readonly Finding[];
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}

const overflow = (page: Page) =>
  page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  ) as Promise<number>;

describe.runIf(hasBrowser())('the pages in a browser', () => {
  let browser: Browser;
  let server: PagesServer;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    server = await startPagesServer('operator');
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    page = await context.newPage();
    complaints = complaintsOf(page);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(PAGES)(
    'can be used by everybody, light and dark, wide and narrow: /%s',
    async (path, title) => {
      server.role = 'operator';
      await page.setViewportSize({ width: 1_280, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
      await openPage(page, server, path, title);
      expect(await seriousFindings(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await seriousFindings(page)).toEqual([]);
      expect(await overflow(page), 'scrolls sideways at 360 px').toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  it('are as the pictures of the documentation show them', async () => {
    const kept = readFileSync(OUTLINE_FILE, 'utf8');
    const hint = 'the pages changed: take the pictures anew with npm run screenshots';
    expect(await outlineOfAll(page, server), hint).toBe(kept);
  });

  it('signs nobody in by itself, and says how', async () => {
    server.role = undefined;
    await page.goto(server.url);
    await page.getByRole('link', { name: 'Sign in with Example' }).waitFor();
    await page.getByLabel('Token').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows each role what it may see', async () => {
    server.role = 'viewer';
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.goto(`${server.url}audit`);
    await page.getByText('your role does not include it').waitFor();
    const menu = page.getByRole('navigation').getByRole('link');
    expect(await menu.allTextContents()).toEqual(['Overview', 'Carrier', 'Failover', 'Drills']);
    await page.goto(`${server.url}failover`);
    await page.getByText('Only operators may order these').waitFor();
    expect(await page.getByRole('button', { name: 'Fail back' }).isDisabled()).toBe(true);
  });

  it('shows on a phone which page it is, though the menu is wider', async () => {
    server.role = 'operator';
    await page.setViewportSize({ width: 360, height: 740 });
    await openPage(page, server, 'audit', 'Audit');
    const here = await page
      .getByRole('navigation')
      .getByRole('link', { name: 'Audit' })
      .boundingBox();
    expect(here?.x).toBeGreaterThanOrEqual(0);
    expect((here?.x ?? 0) + (here?.width ?? 0)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  it('orders nothing before the name is typed and a reason is given', async () => {
    server.role = 'operator';
    await page.goto(`${server.url}failover`);
    await page.getByRole('button', { name: 'Fail back to us-east-1' }).press('Enter');
    const dialog = page.getByRole('alertdialog');
    const order = dialog.getByRole('button', { name: 'Fail back to us-east-1' });
    await page.keyboard.type('us-west-2');
    await dialog.getByLabel('Reason').fill('drill');
    expect(await order.isDisabled()).toBe(true);
    await dialog.getByLabel('Type us-east-1').fill('us-east-1');
    expect(await order.isEnabled()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('takes text from outside for text', async () => {
    await page.goto(`${server.url}transactions/${TRACE.transactionId}`);
    await page.getByText('<script>alert(1)</script>').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with a search of 100 kB, and sends none', async () => {
    await page.goto(`${server.url}transactions`);
    await page
      .getByRole('textbox', { name: 'Request or transaction id' })
      .fill('x'.repeat(100_000));
    await page.getByText('At most 64 characters; these are 100,000.').waitFor();
    expect(await page.getByRole('button', { name: 'Search' }).isDisabled()).toBe(true);
  });

  it('says in the dialog that the answer to an order broke off', async () => {
    server.brokenOff.add('failover/actions');
    await page.goto(`${server.url}failover`);
    await page.getByRole('button', { name: 'Fail back to us-east-1' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Type us-east-1').fill('us-east-1');
    await dialog.getByLabel('Reason').fill('drill');
    await dialog.getByRole('button', { name: 'Fail back to us-east-1' }).click();
    await dialog.getByRole('alert').getByText('The answer broke off.').waitFor();
    server.brokenOff.clear();
  });

  it('takes a stream that stands and says nothing for lost', async () => {
    const watching = await context.newPage();
    await watching.clock.install();
    await watching.goto(server.url);
    await watching.getByText('live from us-east-1').waitFor();
    server.isFrozen = true;
    await watching.clock.fastForward(5_000);
    await watching.getByText('us-east-1 stopped answering').waitFor();
    server.isFrozen = false;
    await watching.getByText('us-east-1 answers again').waitFor();
    await watching.close();
  });

  it('says that a region stopped in the middle of the stream, and who goes on', async () => {
    await page.goto(server.url);
    await page.getByText('live from us-east-1').waitFor();
    server.loseRegion('us-east-1');
    await page.getByText('us-west-2 answers this page now').waitFor();
    await page.getByText('us-west-2 active, epoch 2').waitFor();
    const region = page.getByRole('article', { name: 'us-east-1, silent' });
    await region.waitFor();
    expect(complaints).toEqual([]);
  });
});
