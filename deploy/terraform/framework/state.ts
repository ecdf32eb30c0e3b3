import type { JsonObject } from './tidy.ts';

/**
 * Where the state of a stack is: where `terraform init -backend-config="bucket=…"` says, as a backend takes
 * no variables and the bucket bears the account. The lock is an object beside the state, so that it needs
 * no other service. The stack that makes the buckets keeps its own small state, which its guide says to
 * keep safe.
 */
export const backendOf = (state: 'remote' | 'local', stack: string, region: string): JsonObject =>
  state === 'local'
    ? { local: { path: 'terraform.tfstate' } }
    : { s3: { encrypt: true, key: `${stack}/terraform.tfstate`, region, use_lockfile: true } };
