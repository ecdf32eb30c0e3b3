import type { NamedStack } from './stack.ts';

/**
 * Puts the state where `terraform init -backend-config="bucket=…"` says: a backend takes no variables, and
 * the bucket bears the account. The lock is an object beside the state, so that it needs no other service.
 */
export function remoteState(stack: NamedStack, name: string, region: string): void {
  stack.addOverride('terraform.backend', {
    // A stack comes with a local backend, and may have one only.
    local: undefined,
    s3: { key: `${name}/terraform.tfstate`, region, encrypt: true, use_lockfile: true },
  });
}

/** The stack that makes the bucket keeps its own small state, which its guide says to keep safe. */
export function localState(stack: NamedStack): void {
  stack.addOverride('terraform.backend', { local: { path: 'terraform.tfstate' } });
}
