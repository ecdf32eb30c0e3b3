const PARAMETER = 'token';

/**
 * The one-time token of a printed URL. It stands behind the `#`, which no browser sends to a server, and
 * leaves the address at once, so that it is in no history and no screenshot.
 */
function tokenInAddress(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get(PARAMETER);
  if (token === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

let unused: string | undefined;

/** Before anything else, whether somebody is signed in already or not. */
export function keepToken(): void {
  unused = tokenInAddress();
}

/** The token of the address that was opened; nothing when it was taken already, as it serves once. */
export function takeToken(): string | undefined {
  const token = unused;
  unused = undefined;
  return token;
}

/** Another printed URL in the same tab changes what stands behind the `#` only: no page is loaded. */
export function onToken(listener: (token: string) => void): () => void {
  const look = () => {
    const token = tokenInAddress();
    if (token !== undefined) listener(token);
  };
  addEventListener('hashchange', look);
  return () => removeEventListener('hashchange', look);
}
