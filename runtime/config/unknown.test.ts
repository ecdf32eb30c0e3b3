import { describe, expect, it } from 'vitest';
import { unknownVariables } from './unknown.ts';

describe('unknownVariables', () => {
  it('names what looks like a variable of Tandem and is none', () => {
    expect(unknownVariables({ TANDEM_APIPORT: '1', TANDEM_MNO_ULR: 'x', PATH: '/bin' })).toEqual([
      'TANDEM_APIPORT',
      'TANDEM_MNO_ULR',
    ]);
  });

  it('knows options, their region suffix, their file form and the secrets', () => {
    expect(
      unknownVariables({
        TANDEM_API_PORT: '1',
        TANDEM_SMSC_HOST_US_WEST_2: 'x',
        TANDEM_MNO_TOKEN_FILE: '/x',
        TANDEM_SECRET_DASHBOARD_TOKEN: 'x',
        TANDEM_SECRETS: 'env',
      }),
    ).toEqual([]);
  });
});
