import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Beside the pictures: what the pages were made of when they were taken. */
export const OUTLINE_FILE = join(
  import.meta.dirname,
  '..',
  '..',
  'docs',
  'images',
  'dashboard-outline.txt',
);

/** Headings, columns, fields and buttons: two pages with the same outline look alike in a picture. */
export async function outlineOf(page: Page): Promise<string> {
  const lines = (await page.evaluate(`
    [...document.querySelectorAll('nav a, h1, h2, h3, th[scope=col], label, main button')]
      .map((each) => each.tagName.toLowerCase() + ' ' + each.textContent.trim())
      .filter((line) => !/[0-9a-f]{8}-/.test(line))
  `)) as string[];
  return lines.join('\n');
}
