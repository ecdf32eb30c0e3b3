/** Why an adapter has no connection. */
export interface ConnectionFailure {
  /** One line: what happened and what to do. */
  readonly text: string;
  /** Trying again soon will not help; somebody has to change something. */
  readonly lasting: boolean;
  /** It is about the password: what gave it is at fault. */
  readonly ofPassword?: boolean;
}

/** Whose certificate it is. */
type Peer = 'the server' | 'a broker';

/**
 * What Node says of a certificate that it does not accept, by code, and what to do about it. None of it passes by
 * waiting (nodejs.org/api/tls.html, "X509 certificate error codes").
 */
export function certificateFailures(
  peer: Peer,
  caVariable: string,
): Readonly<Record<string, string>> {
  const trust = `not trusted: name its PEM file (${caVariable})`;
  const authority = `the authority of ${peer}'s certificate is ${trust}`;
  return {
    CERT_HAS_EXPIRED: `${peer}'s certificate has expired: renew it`,
    ERR_TLS_CERT_ALTNAME_INVALID: `${peer}'s certificate is for another name: connect by a name that it carries`,
    DEPTH_ZERO_SELF_SIGNED_CERT: `${peer}'s certificate is self-signed and ${trust}`,
    SELF_SIGNED_CERT_IN_CHAIN: authority,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: authority,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: authority,
  };
}
