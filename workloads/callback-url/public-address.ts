import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** RFC 4291 section 2.4 with RFC 3513: the only block from which global unicast addresses are given. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

const DOTTED = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;

/**
 * Whether an IP address, as text, is one of the public Internet: not private, loopback, link-local,
 * shared, reserved, multicast or a tunnel to any of them (IPv4-mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(text: string): boolean {
  // The library alone would also take shorthands such as 1.2.3.
  if (isIP(text) === 0) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST);
}

export function isLoopbackAddress(text: string): boolean {
  if (isIP(text) === 4) return text.startsWith('127.');
  return isIP(text) === 6 && ipaddr.process(text).range() === 'loopback';
}

/** The address of a URL's host when it is a literal, which the URL standard has normalised. */
export function literalOf(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return DOTTED.test(hostname) ? hostname : undefined;
}
