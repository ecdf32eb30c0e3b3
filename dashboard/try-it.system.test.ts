import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf, hasBrowser, openBrowser } from './testing/browser.ts';
import { RESULT } from './testing/local-documents.ts';
import { type RunningSystem, startSystem } from './testing/running-system.ts';

/** A crowded machine takes its time for everything. */
const PATIENCE_MS = 60_000;

describe.runIf(hasBrowser())('a stranger with a browser', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-dashboard-'));
  let system: RunningSystem;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(join(directory, 'data')), openBrowser()]);
    page = await browser.newPage({ viewport: { width: 1_440, height: 1_000 } });
    page.setDefaultTimeout(PATIENCE_MS);
    complaints = complaintsOf(page);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is signed in by the printed link, which works once and leaves the address', async () => {
    await page.goto(system.link);
    await page.getByText(/^us-\S+ active, epoch \d+$/).waitFor();
    expect(page.url()).toBe(system.link.split('#')[0]);
    const other = await browser.newContext();
    const second = await other.newPage();
    await second.goto(system.link);
    await second.getByRole('alert').getByText('used already').waitFor();
    await other.close();
  });

  it('sends an approval, answers it with the mouse, and sees its life', async () => {
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('<b>Pay</b> 120 USD to Acme?');
    await page.getByRole('button', { name: 'Send' }).click();
    const popup = page.getByRole('form', { name: 'Popup of the SIM' });
    await popup.getByText('<b>Pay</b> 120 USD to Acme?').waitFor();
    await popup.getByRole('button', { name: 'No' }).click();
    await page.getByText('REJECTED', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'the whole trace' }).click();
    await page.getByRole('heading', { level: 1, name: 'Trace' }).waitFor();
    await page.getByText('REJECTED').first().waitFor();
  });

  it('finds it again, without a number in any address', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('link', { name: 'Transactions' }).click();
    await page.getByRole('textbox', { name: 'Number' }).fill('+1 404 555 0101');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('cell', { name: 'REJECTED' }).first().waitFor();
    expect(asked.filter((url) => url.includes('5550101'))).toEqual([]);
  });

  it('kills us-east-1, and watches us-west-2 take over this page and the next approval', async () => {
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Kill us-east-1' }).click();
    await page.getByText(/^us-west-2 active, epoch \d+$/).waitFor();
    await page.getByText('live from us-west-2').waitFor();
    await page.getByText('us-east-1 is dead').waitFor();
    await page.getByRole('article', { name: 'us-east-1, silent' }).waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    const popup = page.getByRole('form', { name: 'Popup of the SIM' });
    await popup.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('APPROVED', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('brings it back, and fails back from the page until it is active again', async () => {
    await page.getByRole('button', { name: 'Start us-east-1 again' }).click();
    await page.getByRole('article', { name: 'us-east-1, standby' }).waitFor();
    await page.getByRole('link', { name: 'Fail back to us-east-1' }).click();
    await order('Fail back to us-east-1', 'us-east-1');
    await page.getByText('us-east-1 is active, epoch 3.').waitFor();
    await page.getByText('us-east-1 active, epoch 3').waitFor();
    await page.getByText('it was handed over').waitFor();
  });

  it('drains the standby, and lets it serve again', async () => {
    await order('Drain us-west-2', 'us-west-2');
    await page.getByText('us-west-2 is drained: the edge keeps traffic away').waitFor();
    await order('Undrain us-west-2', 'us-west-2');
    await page.getByText('us-west-2 serves again.').waitFor();
  });

  it('finds in the audit log who did what, and exports all of it', async () => {
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('button', { name: 'Verify the chains' }).click();
    await page.getByText('unbroken').nth(1).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /Export the chain of/ }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: true, entries: lines.length - 1 });
    expect(complaints).toEqual([]);
  });

  it('shows the report of a drill in its frame, as a picture without scripts', async () => {
    const drill = join(directory, 'drill-reports', 'region-loss');
    mkdirSync(drill, { recursive: true });
    writeFileSync(join(drill, 'result.json'), JSON.stringify(RESULT));
    const script = '<script>document.querySelector("h1").textContent = "changed"</script>';
    writeFileSync(join(drill, 'report.html'), `<h1 style="color: red">as written</h1>${script}`);
    await page.getByRole('link', { name: 'Drills' }).click();
    await page.getByRole('tab', { name: 'Whole report' }).click();
    const frame = page.frameLocator('iframe[title="Report of region-loss"]');
    await frame.getByRole('heading', { name: 'as written' }).waitFor();
  });

  it('is signed out, and not signed in again by what was printed', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  /** As an operator does it: the button, the name of the region, the reason. */
  async function order(button: string, region: string): Promise<void> {
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(`Type ${region}`).fill(region);
    await dialog.getByLabel('Reason').fill('a rehearsal');
    await dialog.getByRole('button', { name: button }).click();
    await dialog.waitFor({ state: 'detached' });
  }
});
