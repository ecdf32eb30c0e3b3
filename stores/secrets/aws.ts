import type {
  GetSecretValueCommandOutput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Cancel, type Clock, systemClock } from '@tandem/core';
import { reasonOfAws } from '../aws-failure.ts';
import { isStoreError, StoreError } from '../ports/errors.ts';
import type { Secrets } from '../ports/secrets.ts';

export interface AwsSecretsOptions {
  /** The region whose replica is read, such as `us-east-1`. */
  readonly region: string;
  /** Before every name, such as `tandem/`. */
  readonly prefix: string;
  /** A rotated value is seen within this time; default 60 s. */
  readonly refreshMs?: number;
  readonly clock?: Clock;
}

const REFRESH_MS = 60_000;
/** The caller waits for no longer than a store may take. */
const REQUEST_TIMEOUT_MS = 3_000;
const CONNECT_TIMEOUT_MS = 1_000;
const ATTEMPTS = 3;

/** Whoever has a value waits no longer than this for a newer one. */
const PATIENCE_MS = 500;
/** After a failure AWS is left alone for so long. */
const RETRY_AFTER_MS = 10_000;

interface Held {
  readonly value: string;
  readonly changedAt: number | undefined;
  /** Monotonic: when it may have changed. */
  askAgainAt: number;
}

/**
 * Secrets of AWS Secrets Manager. Credentials come from the SDK's default chain: EKS Pod Identity in a
 * cluster, never keys of ours. A value is asked for again once it is older than `refreshMs`; while AWS does
 * not answer, the last one stands, so that an outage of the control plane neither stops nor delays anybody.
 */
export function awsSecrets(options: AwsSecretsOptions): Secrets {
  return new AwsSecrets(options);
}

class AwsSecrets implements Secrets {
  readonly #options: AwsSecretsOptions;
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  readonly #asking = new Map<string, Promise<Held>>();
  #client: Promise<SecretsManagerClient> | undefined;

  constructor(options: AwsSecretsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async get(name: string): Promise<string> {
    return (await this.#current(name)).value;
  }

  async changedAt(name: string): Promise<number | undefined> {
    return (await this.#current(name)).changedAt;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    client?.destroy();
  }

  async #current(name: string): Promise<Held> {
    const held = this.#held.get(name);
    if (!held) return this.#ask(name);
    if (this.#clock.monotonic() < held.askAgainAt) return held;
    const asking = this.#ask(name).catch((error: unknown) => {
      if (isStoreError(error, 'missing')) throw error;
      held.askAgainAt = this.#clock.monotonic() + RETRY_AFTER_MS;
      return held;
    });
    let cancel: Cancel = () => undefined;
    const patience = new Promise<Held>((resolve) => {
      cancel = this.#clock.schedule(PATIENCE_MS, () => resolve(held));
    });
    return Promise.race([asking, patience]).finally(cancel);
  }

  /** However many want it at once, AWS is asked once. */
  #ask(name: string): Promise<Held> {
    const under = this.#asking.get(name);
    if (under !== undefined) return under;
    const asking = this.#read(name).finally(() => this.#asking.delete(name));
    this.#asking.set(name, asking);
    return asking;
  }

  async #read(name: string): Promise<Held> {
    const id = `${this.#options.prefix}${name}`;
    const answer = await this.#send(id).catch((error: unknown) => {
      // Who comes later is not given what is gone.
      if (isStoreError(error, 'missing')) this.#held.delete(name);
      throw error;
    });
    const { SecretString: value, CreatedDate: changed } = answer;
    if (value === undefined || value === '') {
      const message = `the secret ${id} has no text value: store it as SecretString`;
      throw new StoreError('unavailable', message);
    }
    const { refreshMs = REFRESH_MS } = this.#options;
    const askAgainAt = this.#clock.monotonic() + refreshMs;
    const held = { value, changedAt: changed?.getTime(), askAgainAt };
    this.#held.set(name, held);
    return held;
  }

  async #send(id: string): Promise<GetSecretValueCommandOutput> {
    // The SDK is loaded by those only who use it.
    const sdk = await import('@aws-sdk/client-secrets-manager');
    this.#client ??= Promise.resolve(
      new sdk.SecretsManagerClient({
        region: this.#options.region,
        maxAttempts: ATTEMPTS,
        requestHandler: {
          connectionTimeout: CONNECT_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
        },
      }),
    );
    const client = await this.#client;
    try {
      return await client.send(new sdk.GetSecretValueCommand({ SecretId: id }));
    } catch (cause) {
      throw this.#failure(id, cause);
    }
  }

  #failure(id: string, cause: unknown): StoreError {
    const { region } = this.#options;
    const kind = cause instanceof Error ? cause.name : '';
    if (kind === 'ResourceNotFoundException') {
      const message = `there is no secret ${id} in ${region}: create it, or have it replicated there`;
      return new StoreError('missing', message);
    }
    if (kind === 'InvalidRequestException') {
      const message = `the secret ${id} in ${region} has no current value or is being deleted: restore it`;
      return new StoreError('missing', message);
    }
    const what = `the secret ${id} in ${region} cannot be read`;
    const reason = reasonOfAws(cause, 'secretsmanager:GetSecretValue');
    return new StoreError('unavailable', `${what}: ${reason}`, { cause });
  }
}
