import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's. */
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Whether browser tests can run; says why not, and fails where tools are required. */
export function hasBrowser(): boolean {
  if (existsSync(CHROMIUM)) return true;
  const text = `no browser at ${CHROMIUM}: the tests of the dashboard's pages do not run (apt-get install chromium)`;
  if (process.env.TANDEM_REQUIRE_TOOLS) throw new Error(text);
  process.stderr.write(`${text}\n`);
  return false;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

/** What a page complained about: violations of the policy, and errors nobody caught. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (text.includes('Content Security Policy') || text.includes('Refused to')) {
      complaints.push(text);
    }
  });
  return complaints;
}
