/** Why AWS did not do what it was asked, and what to do, in one line. Never quotes what was sent. */
export function reasonOfAws(cause: unknown, action: string): string {
  if (!(cause instanceof Error)) return 'unknown error';
  switch (cause.name) {
    case 'AccessDenied':
    case 'AccessDeniedException':
      return `the role of this process may not ${action}; let its policy allow it`;
    case 'CredentialsProviderError':
      return 'no AWS credentials were found; in a cluster associate a role with the service account (EKS Pod Identity)';
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return 'AWS does not accept the credentials; renew them';
    case 'NoSuchBucket':
      return 'the bucket does not exist; create it with the storage stack';
    case 'DecryptionFailure':
      return 'its KMS key refuses this role; let its policy allow kms:Decrypt';
    case 'TimeoutError':
      return 'AWS did not answer in time';
    default:
      return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  }
}
