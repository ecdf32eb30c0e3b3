import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTCOME_STATUSES, RESPONSE_TYPES, SIGNATURE_TOLERANCE_SECONDS } from '@tandem/core';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../reference/vectors.md'), 'utf8');
const text = page.replaceAll(/\s+/g, ' ');
const { authentication, applet } = topologyFor('document');

describe('vectors.md', () => {
  it.each([
    `up to ${authentication.maxMessageLength} characters without control characters`,
    `1 to ${authentication.maxItems} of up to ${authentication.maxItemLength} characters each`,
    `${authentication.minPopupSeconds} to ${authentication.maxPopupSeconds}; default ${authentication.defaultPopupSeconds}`,
    `\`popupSeconds\` + ${authentication.wakeAllowanceSeconds} s later`,
    `the text entered, at most ${authentication.maxAnswerLength} characters`,
    `\`expires_in\` (${authentication.tokenLifetimeMs / 1_000} s)`,
    `within ${authentication.signatureWindowMs / 1_000} s of the server's clock`,
    `more than ${SIGNATURE_TOLERANCE_SECONDS} s off`,
    `Answer 2xx within ${authentication.callback.timeoutMs / 1_000} s`,
    `\`retryAfterSeconds\` (${applet.nothingPendingRetrySeconds} in the local system)`,
  ])('gives the figure of the topology: %s', (figure) => {
    expect(text).toContain(figure);
  });

  it('tells every outcome', () => {
    for (const type of RESPONSE_TYPES) expect(page).toContain(`   | ${type} | `);
    for (const status of OUTCOME_STATUSES) {
      expect(page).toMatch(new RegExp(`^ {3}\\| [A-Z_]+ \\| .*\\b${status}\\b.* \\| `, 'm'));
    }
  });
});
