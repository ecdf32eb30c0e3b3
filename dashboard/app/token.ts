const PARAMETER = 'token';

/**
 * The one-time token of a printed URL. It stands behind the `#`, which no browser sends to a server, and
 * leaves the address at once, so that it is in no history and no screenshot.
 */
export function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get(PARAMETER);
  if (token === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}
