import { describe, expect, it } from 'vitest';
import { changed, concerns, pick, without } from '../checks/testing/edit.ts';
import { validHistory } from '../checks/testing/valid-history.ts';
import type { History } from '../history/index.ts';
import { resultOf } from '../result/index.ts';
import { reportPage } from './page.ts';

const history = validHistory({ seed: 31, rate: 30 });
const pageOf = (each: History) => reportPage(each, resultOf(each));

describe('reportPage', () => {
  const page = pageOf(history);

  it('is one file: nothing is loaded from anywhere', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    expect(page).toContain("default-src 'none'");
  });

  it('has every tag closed', () => {
    const open: string[] = [];
    for (const [, closing, name = '', empty] of page.matchAll(
      /<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g,
    )) {
      if (empty || ['meta', 'br'].includes(name)) continue;
      if (closing) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('draws numbers only', () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('tells the verdict, the fault, the regions and every check', () => {
    expect(page).toContain('>valid<');
    expect(page).toContain('region-loss us-east-1');
    expect(page).toContain('us-west-2 epoch 2');
    for (const { id } of resultOf(history).checks) expect(page).toContain(`<th>${id}</th>`);
  });

  it('shows what the history holds of an offender', () => {
    const one = pick(history, ({ deliveries }) => deliveries.length === 1);
    const lost = pageOf(without(history, (each) => each.f === 'callback' && concerns(one)(each)));
    expect(lost).toContain('>invalid<');
    expect(lost).toContain('Offending operations');
    expect(lost).toContain(`transaction ${one.id}</summary>`);
    expect(lost).toContain('drill-reader ok final');
  });

  it('takes text from a history as text', () => {
    const name = '<script>alert(1)</script>"&';
    const renamed = pageOf(changed(history, 'fault', () => true, { name }));
    expect(renamed).not.toContain('<script');
    expect(renamed).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;');
  });

  it('draws a quiet drill and one of which next to nothing is known', () => {
    const [drill] = history;
    for (const each of [validHistory({ quiet: true }), drill ? [drill] : []]) {
      expect(pageOf(each)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('stays small however many operations there were', () => {
    const long = validHistory({ seed: 32, rate: 10, seconds: 300 });
    expect(long.length).toBeGreaterThan(30_000);
    expect(pageOf(long).length).toBeLessThan(300_000);
  });
});
