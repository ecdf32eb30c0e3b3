import { isIP } from 'node:net';

/** The address of a URL's host when it is one and no name; IPv6 without its brackets. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}
