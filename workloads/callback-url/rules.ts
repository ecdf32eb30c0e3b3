import { isLoopbackAddress, isPublicAddress, literalOf } from './public-address.ts';
import type { CallbackResolver, Resolution } from './resolver.ts';

/** What a customer may be called back at. */
export interface CallbackPolicy {
  /** Host names; `*.example.com` admits every name below example.com, not itself. */
  readonly callbackHosts: readonly string[];
  /** Plain http to loopback is allowed: the local system's customer only. */
  readonly loopbackCallbacks: boolean;
}

export type CallbackVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The name could not be resolved now; nobody is to blame. */
  | { readonly kind: 'unresolved' };

export const MAX_CALLBACK_URL_LENGTH = 2_048;

const ALLOWED: CallbackVerdict = { kind: 'allowed' };
const refuse = (reason: string): CallbackVerdict => ({ kind: 'refused', reason });
const PRIVATE = refuse('its host must resolve to public addresses only');

/** Whether Tandem will call this URL for that customer. Reasons name the rule, never the URL. */
export async function judgeCallbackUrl(
  text: string,
  policy: CallbackPolicy,
  resolver: CallbackResolver,
): Promise<CallbackVerdict> {
  const url = parse(text);
  if (!url) return refuse('must be an absolute URL without control characters or spaces');
  if (url.username !== '' || url.password !== '') return refuse('must not hold credentials');
  if (url.hash !== '') return refuse('must not have a fragment');
  const literal = literalOf(url.hostname);
  const loopback = url.hostname === 'localhost' || (literal && isLoopbackAddress(literal));
  if (loopback && policy.loopbackCallbacks && /^https?:$/.test(url.protocol)) return ALLOWED;
  if (url.protocol !== 'https:') return refuse('must be https');
  if (!isListed(url.hostname, policy.callbackHosts)) {
    return refuse("its host is not on the customer's allow-list");
  }
  if (literal) return isPublicAddress(literal) ? ALLOWED : PRIVATE;
  return judge(resolver.known(url.hostname) ?? (await resolver.resolution(url.hostname)));
}

function judge({ kind }: Resolution): CallbackVerdict {
  switch (kind) {
    case 'public':
      return ALLOWED;
    case 'private':
      return PRIVATE;
    case 'absent':
      return refuse('its host does not resolve');
    case 'unknown':
      return { kind: 'unresolved' };
  }
}

export function isListed(hostname: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    const pattern = entry.toLowerCase();
    return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
  });
}

// The URL standard strips tabs, line feeds and outer spaces and turns backslashes into slashes in
// silence; what is signed and stored must be what is called, so such texts are refused.
const CLEAN = /^[\x21-\x5b\x5d-\x7e]+$/;

function parse(text: string): URL | undefined {
  if (text.length > MAX_CALLBACK_URL_LENGTH || !CLEAN.test(text)) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
