import { describe, expect, it } from 'vitest';
import { EMPTY_FORM, searchOf } from './search.ts';

const NOW = 1_000_000_000;
const ID = '01a206ea-b86b-7fb7-8a0d-cbe84a126685';

describe('a search', () => {
  it('asks for nothing that was not typed', () => {
    expect(searchOf(EMPTY_FORM, NOW)).toEqual({ search: {} });
  });

  it('takes an id for a transaction when it has that form, else for a request', () => {
    expect(searchOf({ ...EMPTY_FORM, id: ` ${ID} ` }, NOW).search).toEqual({ transactionId: ID });
    expect(searchOf({ ...EMPTY_FORM, id: 'pay-1' }, NOW).search).toEqual({ requestId: 'pay-1' });
  });

  it('reads numbers as people write them, and says what is wrong with others', () => {
    const of = (msisdn: string) => searchOf({ ...EMPTY_FORM, msisdn }, NOW);
    expect(of('+1 (404) 555-0101').search).toEqual({ msisdn: '+14045550101' });
    expect(of('<script>')).toEqual({
      wrong: { msisdn: 'A number begins with + and its country code.' },
    });
  });

  it('says that an id is too long, and cuts none in silence', () => {
    const long = 'x'.repeat(100_000);
    expect(searchOf({ ...EMPTY_FORM, id: long, customerId: long }, NOW)).toEqual({
      wrong: {
        id: 'At most 64 characters; these are 100,000.',
        customerId: 'At most 64 characters; these are 100,000.',
      },
    });
  });

  it('looks as far back as was asked', () => {
    expect(searchOf({ ...EMPTY_FORM, span: '15' }, NOW).search).toEqual({ from: NOW - 900_000 });
  });

  it('finds what has no outcome yet by its state', () => {
    const of = (outcome: 'resolved' | 'FAILED') => searchOf({ ...EMPTY_FORM, outcome }, NOW).search;
    expect(of('resolved')).toEqual({ state: 'resolved' });
    expect(of('FAILED')).toEqual({ responseType: 'FAILED' });
  });
});
