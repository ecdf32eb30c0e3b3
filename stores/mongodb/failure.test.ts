import { expect, test } from 'vitest';
import { StoreError } from '../ports/errors.ts';
import { failureOf } from './failure.ts';

const PLACE = { hosts: 'a:1,b:2', variable: 'TANDEM_MONGODB_URL' };

function driverError(name: string, more: object = {}, message = ''): Error {
  return Object.assign(new Error(message), { name }, more);
}

/** As the driver reports that it found no member to ask. */
function unselected(type: string, ...members: (Error | null)[]): Error {
  const servers = new Map(members.map((error, at) => [`host${at}`, { error }]));
  return driverError('MongoServerSelectionError', { reason: { type, servers } });
}

const wrapped = (code: string): Error =>
  driverError('MongoNetworkError', { cause: Object.assign(new Error(), { code }) });

test.each([
  ['a refused connection', unselected('Unknown', wrapped('ECONNREFUSED')), 'refused'],
  ['an unknown host', unselected('Unknown', wrapped('ENOTFOUND')), 'not known'],
  ['no primary', unselected('ReplicaSetNoPrimary', null, null), 'none of them is primary'],
  [
    'an election',
    driverError('MongoServerError', { code: 10_107, codeName: 'NotWritablePrimary' }),
    'NotWritablePrimary',
  ],
  [
    'a lost majority',
    driverError('MongoWriteConcernError', { code: 64, codeName: 'WriteConcernFailed' }),
    'WriteConcernFailed',
  ],
  ['a closed topology', driverError('MongoTopologyClosedError'), 'MongoTopologyClosedError'],
  [
    'one bad certificate of two',
    unselected('Unknown', wrapped('CERT_HAS_EXPIRED'), null),
    'expired',
  ],
])('%s passes', (_, error, said) => {
  const failure = failureOf(error, PLACE, 'orders');
  expect(failure.passing).toBe(true);
  expect(failure.error.code).toBe('unavailable');
  expect(failure.error.message).toMatch(/^documents: orders: TANDEM_MONGODB_URL: .*; at a:1,b:2$/);
  expect(failure.error.message).toContain(said);
});

test.each([
  ['a wrong password', driverError('MongoServerError', { code: 18 }), 'user or the password'],
  ['a right that is missing', driverError('MongoServerError', { code: 13 }), 'readWrite'],
  ['no AWS credentials', driverError('MongoAWSError'), 'no AWS credentials'],
  [
    'bad certificates everywhere',
    unselected('Unknown', wrapped('CERT_HAS_EXPIRED')),
    'expired: renew it (CERT_HAS_EXPIRED)',
  ],
  [
    'what nobody foresaw',
    driverError('MongoServerError', { code: 2, codeName: 'BadValue' }, 'secret'),
    'BadValue',
  ],
])('%s does not pass, and the message quotes nothing', (_, error, said) => {
  const failure = failureOf(error, PLACE);
  expect(failure.passing).toBe(false);
  expect(failure.error.message).toContain(said);
  expect(failure.error.message).not.toContain('secret');
});

test('a duplicate names its index and not the key', () => {
  const of = (index: string) =>
    failureOf(
      driverError(
        'MongoServerError',
        { code: 11_000 },
        `E11000 duplicate key error collection: tandem.orders index: ${index} dup key: { customer: "acme" }`,
      ),
      PLACE,
      'orders',
    ).error;
  expect(of('request')).toMatchObject({ code: 'duplicate', index: 'request' });
  expect(of('_id_')).toMatchObject({ code: 'duplicate', index: '_id' });
  expect(of('request').message).not.toContain('acme');
  expect(of('request').cause).toBeUndefined();
});

test('an error of our own stays what it is', () => {
  const own = new StoreError('invalid', 'no');
  expect(failureOf(own, PLACE)).toEqual({ error: own, passing: false });
});
