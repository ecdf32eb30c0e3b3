import { readFileSync } from 'node:fs';
import { topologyFor } from '@tandem/topology';
import { expect, test } from 'vitest';

test('docs/reference/api.md gives the figures of the topology', () => {
  const page = readFileSync(new URL('../../docs/reference/api.md', import.meta.url), 'utf8');
  const figures = topologyFor('document').authentication;
  const number = (value: number) => value.toLocaleString('en-US');
  for (const sentence of [
    `up to ${figures.maxMessageLength} characters`,
    `1 to ${figures.maxItems} texts of 1 to ${figures.maxItemLength} characters`,
    `${figures.minPopupSeconds} to ${figures.maxPopupSeconds}, default ${figures.defaultPopupSeconds}`,
    `${number(figures.rateLimit.perSecond)} requests a second and ${number(figures.rateLimit.burst)} at once`,
    `body of ${number(figures.maxBodyBytes)} bytes`,
    `differ from the server's by ${figures.signatureWindowMs / 1_000} s`,
    `${figures.tokenLifetimeMs / 60_000} minutes`,
    `unique for ${figures.idempotencyMs / 86_400_000} days`,
  ]) {
    expect(page).toContain(sentence);
  }
});
