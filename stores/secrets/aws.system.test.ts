import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ManualClock } from '@tandem/core';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type MotoServer,
  motoMissing,
  startMoto,
  withEnvironment,
} from '../../test/engines/moto.ts';
import { secretsContract } from '../contract/secrets.ts';
import { awsSecrets } from './aws.ts';

const REGION = 'us-east-1';
const PREFIX = 'tandem/';
const REFRESH_MS = 60_000;
const missing = motoMissing();

let moto: MotoServer | undefined;
let restore: () => void = () => undefined;

async function running(): Promise<SecretsManagerClient> {
  moto ??= await startMoto();
  restore = withEnvironment(moto.environment);
  return new SecretsManagerClient({ region: REGION });
}

async function store(client: SecretsManagerClient, name: string, value: string): Promise<void> {
  const id = `${PREFIX}${name}`;
  const create = new CreateSecretCommand({ Name: id, SecretString: value });
  await client.send(create).catch(async (error: unknown) => {
    if (!(error instanceof Error && error.name === 'ResourceExistsException')) throw error;
    await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
  });
}

afterAll(async () => {
  restore();
  await moto?.stop();
});

describe.skipIf(missing !== undefined)('AWS Secrets Manager', () => {
  secretsContract('AWS Secrets Manager', async () => {
    const client = await running();
    const clock = new ManualClock();
    const secrets = awsSecrets({ region: REGION, prefix: PREFIX, clock });
    return {
      secrets,
      dates: true,
      async put(name, value) {
        await store(client, name, value);
        clock.advance(REFRESH_MS);
      },
      async close() {
        await secrets.close();
        client.destroy();
      },
    };
  });

  test('asks once for many, and again only when a value may have changed', async () => {
    const client = await running();
    const clock = new ManualClock();
    const secrets = awsSecrets({ region: REGION, prefix: PREFIX, clock });
    await store(client, 'cached', 'first');
    expect(await Promise.all([secrets.get('cached'), secrets.get('cached')])).toEqual([
      'first',
      'first',
    ]);
    await store(client, 'cached', 'second');
    clock.advance(REFRESH_MS - 1);
    expect(await secrets.get('cached')).toBe('first');
    clock.advance(1);
    expect(await secrets.get('cached')).toBe('second');
    await secrets.close();
    client.destroy();
  });

  test('says what to do about a secret that is absent or has no text', async () => {
    const client = await running();
    const secrets = awsSecrets({ region: REGION, prefix: PREFIX });
    await expect(secrets.get('absent')).rejects.toThrow(
      'there is no secret tandem/absent in us-east-1: create it, or have it replicated there',
    );
    const binary = { Name: `${PREFIX}binary`, SecretBinary: new Uint8Array([1, 2]) };
    await client.send(new CreateSecretCommand(binary));
    await expect(secrets.get('binary')).rejects.toThrow(
      'the secret tandem/binary has no text value: store it as SecretString',
    );
    await secrets.close();
    client.destroy();
  });

  test('keeps the last value while AWS does not answer', async () => {
    const client = await running();
    const clock = new ManualClock();
    const secrets = awsSecrets({ region: REGION, prefix: PREFIX, clock });
    await store(client, 'kept', 'value');
    expect(await secrets.get('kept')).toBe('value');
    await moto?.stop();
    moto = undefined;
    clock.advance(REFRESH_MS);
    expect(await secrets.get('kept')).toBe('value');
    await expect(secrets.get('other')).rejects.toThrow(
      /tandem\/other in us-east-1 cannot be read: ECONNREFUSED/,
    );
    await secrets.close();
    client.destroy();
  });
});
