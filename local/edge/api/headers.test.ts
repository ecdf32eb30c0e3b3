import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, requestHeaders, responseHeaders } from './headers.ts';

const forwarded = { clientIp: '192.0.2.9', ray: 'ray-1' };

function find(headers: readonly string[], name: string): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
}

describe('the headers of a request', () => {
  it('say where the client is', () => {
    const headers = requestHeaders(['Host', 'api.example'], forwarded);
    expect(find(headers, 'host')).toEqual(['api.example']);
    expect(find(headers, 'cf-connecting-ip')).toEqual(['192.0.2.9']);
    expect(find(headers, 'x-forwarded-for')).toEqual(['192.0.2.9']);
  });

  it('append the client to X-Forwarded-For, and let nobody else say CF-Connecting-IP', () => {
    const raw = ['X-Forwarded-For', '203.0.113.5', 'x-forwarded-for', '198.51.100.1'];
    const headers = requestHeaders([...raw, 'CF-Connecting-IP', '203.0.113.66'], forwarded);
    expect(find(headers, 'x-forwarded-for')).toEqual(['203.0.113.5, 198.51.100.1, 192.0.2.9']);
    expect(find(headers, 'cf-connecting-ip')).toEqual(['192.0.2.9']);
  });

  it('lose what belongs to one connection, also what Connection names', () => {
    const raw = ['Connection', 'keep-alive, X-Hop', 'X-Hop', '1', 'Keep-Alive', '5', 'TE', 'x'];
    const headers = requestHeaders([...raw, 'Transfer-Encoding', 'chunked', 'A', 'b'], forwarded);
    for (const name of ['connection', 'x-hop', 'keep-alive', 'te', 'transfer-encoding']) {
      expect(find(headers, name)).toEqual([]);
    }
    expect(find(headers, 'a')).toEqual(['b']);
  });

  it('keep the order and the number of all others', () => {
    const name = fc.stringMatching(/^X-[A-Z][a-z]{0,8}$/);
    const text = fc.stringMatching(/^[a-z ]{0,10}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text)), (pairs) => {
        const raw = pairs.flat();
        expect(requestHeaders(raw, forwarded).slice(0, raw.length)).toEqual(raw);
      }),
    );
  });
});

it('the headers of a response say which region served it, and keep every cookie', () => {
  const raw = [
    'Set-Cookie',
    'a=1',
    'Set-Cookie',
    'b=2',
    'Connection',
    'close',
    'X-Tandem-Region',
    '?',
  ];
  const headers = responseHeaders(raw, {
    ray: 'r',
    region: 'us-west-2',
    via: 'failover',
    cookie: 'c=3',
  });
  expect(find(headers, 'set-cookie')).toEqual(['a=1', 'b=2', 'c=3']);
  expect(find(headers, 'x-tandem-region')).toEqual(['us-west-2']);
  expect(find(headers, 'x-tandem-via')).toEqual(['failover']);
  expect(find(headers, 'connection')).toEqual([]);
});

it('an IPv4 address in IPv6 clothes is an IPv4 address', () => {
  expect(clientAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
  expect(clientAddress('::1')).toBe('::1');
});
