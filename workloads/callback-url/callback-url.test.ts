import type { LookupAddress } from 'node:dns';
import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CallbackResolver,
  createPublicLookup,
  isPublicAddress,
  judgeCallbackUrl,
  PrivateAddressError,
} from './index.ts';

describe('a public address', () => {
  test.each([
    '93.184.215.14',
    '8.8.8.8',
    '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
    '::ffff:8.8.8.8',
  ])('is %s', (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '127.0.0.1',
    '0.0.0.0',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001::1',
    '4000::1',
    'localhost',
    '',
    '1.2.3',
    '999.1.1.1',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  test('is never a private one, however it is written', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, (b, c, d) => {
        const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
        expect(isPublicAddress(`10.${b}.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`::ffff:${hex(10, b)}:${hex(c, d)}`)).toBe(false);
      }),
    );
  });
});

const policy = { callbackHosts: ['bank.example', '*.callbacks.example'], loopbackCallbacks: false };
const local = { callbackHosts: [], loopbackCallbacks: true };

function resolverOf(resolve: () => Promise<readonly string[]>, clock = new ManualClock()) {
  return new CallbackResolver({ resolve, clock });
}
const publicHost = resolverOf(async () => ['93.184.215.14']);

describe('the rules of cbUrl', () => {
  test.each([
    'https://bank.example/',
    'https://BANK.example:8443/a?b=c',
    'https://eu.callbacks.example/x',
    'https://a.b.callbacks.example',
  ])('allow %s', async (url) => {
    expect(await judgeCallbackUrl(url, policy, publicHost)).toEqual({ kind: 'allowed' });
  });

  test.each([
    'https://callbacks.example/',
    'https://bank.example.evil.example/',
    'https://bank.example@evil.example/',
    'https://bank.example./',
    'https://8.8.8.8/',
    'https://[::1]/',
    'https://0x7f000001/',
    'https://2130706433/',
    'http://127.0.0.1/',
    'javascript:alert(1)',
    'https://bank.example/\t',
    `https://bank.example/${'x'.repeat(2_048)}`,
    '',
  ])('refuse %s', async (url) => {
    expect((await judgeCallbackUrl(url, policy, publicHost)).kind).toBe('refused');
  });

  test('judge a listed literal address like a resolved one', async () => {
    const listed = { ...policy, callbackHosts: ['8.8.8.8', '10.0.0.1', '[::1]'] };
    const verdict = async (url: string) => (await judgeCallbackUrl(url, listed, publicHost)).kind;
    expect(await verdict('https://8.8.8.8/')).toBe('allowed');
    expect(await verdict('https://10.0.0.1/')).toBe('refused');
    expect(await verdict('https://[::1]/')).toBe('refused');
  });

  test.each([
    ['http://127.0.0.1:8101/x', 'allowed'],
    ['http://localhost:1/', 'allowed'],
    ['https://[::1]:1/', 'allowed'],
    ['http://127.9.9.9/', 'allowed'],
    ['http://10.0.0.1/', 'refused'],
    ['http://bank.example/', 'refused'],
    ['ftp://127.0.0.1/', 'refused'],
  ])('for the local customer: %s is %s', async (url, kind) => {
    expect((await judgeCallbackUrl(url, local, publicHost)).kind).toBe(kind);
  });

  test('never throw, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), async (text) => {
        const { kind } = await judgeCallbackUrl(text, policy, publicHost);
        expect(kind).toBe('refused');
      }),
    );
  });
});

describe('the resolver', () => {
  test('asks once for many questions, and again when the answer is old', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const resolver = resolverOf(async () => {
      asked += 1;
      return ['93.184.215.14'];
    }, clock);
    await Promise.all([resolver.resolution('a.example'), resolver.resolution('a.example')]);
    await resolver.resolution('a.example');
    expect(asked).toBe(1);
    expect(resolver.known('a.example')).toEqual({ kind: 'public' });
    clock.advance(30_000);
    expect(resolver.known('a.example')).toBeUndefined();
    await resolver.resolution('a.example');
    expect(asked).toBe(2);
  });

  test('keeps the old answer while the resolver fails, but no lie about an absent name', async () => {
    const clock = new ManualClock();
    let answer: () => Promise<readonly string[]> = async () => ['93.184.215.14'];
    const resolver = resolverOf(() => answer(), clock);
    await resolver.resolution('a.example');
    clock.advance(30_000);
    answer = () => Promise.reject(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }));
    expect(await resolver.resolution('a.example')).toEqual({ kind: 'public' });
    expect(await resolver.resolution('b.example')).toEqual({ kind: 'unknown' });
    clock.advance(600_000);
    expect(await resolver.resolution('a.example')).toEqual({ kind: 'unknown' });
    answer = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    expect(await resolver.resolution('a.example')).toEqual({ kind: 'absent' });
  });

  test('gives up on a resolver that does not answer', async () => {
    const clock = new ManualClock();
    const resolver = resolverOf(() => new Promise(() => undefined), clock);
    const resolution = resolver.resolution('slow.example');
    clock.advance(2_000);
    expect(await resolution).toEqual({ kind: 'unknown' });
  });
});

describe('the lookup of the connection', () => {
  const lookupOf = (addresses: LookupAddress[], all: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      const lookup = createPublicLookup((_host, _options, callback) => callback(null, addresses));
      lookup('bank.example', { all }, (error, address) =>
        error ? reject(error) : resolve(address),
      );
    });
  const open = { address: '93.184.215.14', family: 4 };
  const inside = { address: '10.0.0.1', family: 4 };

  test('passes public addresses on, one or all', async () => {
    expect(await lookupOf([open], false)).toBe(open.address);
    expect(await lookupOf([open, open], true)).toEqual([open, open]);
  });

  test.each([[[inside]], [[open, inside]], [[]]])(
    'refuses a name that was rebound to %o',
    async (addresses) => {
      await expect(lookupOf(addresses, true)).rejects.toThrow(PrivateAddressError);
    },
  );
});
