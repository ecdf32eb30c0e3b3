import { TandemError } from '@tandem/core';

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The client's credentials and grant (RFC 6749 sections 2.3.1 and 4.4.2): HTTP Basic or in the body, not
 * both; no parameter twice (section 3.2).
 */
export function readClientCredentials(
  authorization: string | undefined,
  body: string,
): ClientCredentials {
  const parameters = new URLSearchParams(body);
  for (const name of new Set(parameters.keys())) {
    if (parameters.getAll(name).length > 1) throw invalid('a parameter', 'must not be repeated');
  }
  const grantType = parameters.get('grant_type');
  if (grantType === null || grantType === '') throw invalid('grant_type', 'is required');
  if (grantType !== 'client_credentials') throw new TandemError('unsupported-grant-type');
  const clientId = parameters.get('client_id');
  const clientSecret = parameters.get('client_secret');
  if (authorization === undefined) {
    if (!clientId || !clientSecret) throw new TandemError('invalid-client');
    return { clientId, clientSecret };
  }
  if (clientSecret !== null) {
    throw invalid('client_secret', 'must not be in the body when Authorization is there too');
  }
  const basic = parseBasic(authorization);
  if (clientId !== null && clientId !== basic.clientId) {
    throw invalid('client_id', 'differs from the one in Authorization');
  }
  return basic;
}

function parseBasic(authorization: string): ClientCredentials {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  if (encoded === undefined) throw new TandemError('invalid-client');
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 1) throw new TandemError('invalid-client');
  return {
    clientId: decodeForm(text.slice(0, colon)),
    clientSecret: decodeForm(text.slice(colon + 1)),
  };
}

/** Section 2.3.1: id and secret are form-encoded before they are joined. */
function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new TandemError('invalid-client');
  }
}

function invalid(field: string, reason: string): TandemError {
  return new TandemError('invalid-request', { field, reason });
}
