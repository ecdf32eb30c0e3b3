import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type MotoServer,
  motoMissing,
  startMoto,
  withEnvironment,
} from '../../test/engines/moto.ts';
import { archiveContract } from '../contract/archive.ts';
import { sha256Of } from './keys.ts';
import { s3Archive } from './s3.ts';

const REGION = 'us-east-1';
const BUCKET = 'tandem-archive';
const missing = motoMissing();

let moto: MotoServer | undefined;
let restore: () => void = () => undefined;

async function bucket(): Promise<S3Client> {
  moto ??= await startMoto();
  restore = withEnvironment(moto.environment);
  const client = new S3Client({ region: REGION, forcePathStyle: true });
  const input = { Bucket: BUCKET, ObjectLockEnabledForBucket: true };
  await client.send(new CreateBucketCommand(input)).catch((error: unknown) => {
    if (!(error instanceof Error && error.name.startsWith('BucketAlready'))) throw error;
  });
  return client;
}

afterAll(async () => {
  restore();
  await moto?.stop();
});

describe.skipIf(missing !== undefined)('S3', () => {
  archiveContract('S3', async () => {
    const client = await bucket();
    return {
      archive: s3Archive({ bucket: BUCKET, region: REGION, pathStyle: true }),
      async damage(key) {
        const Metadata = { sha256: sha256Of(new TextEncoder().encode('what was put')) };
        const object = { Bucket: BUCKET, Key: key, Body: 'something else', Metadata };
        await client.send(new PutObjectCommand(object));
      },
      close: async () => client.destroy(),
    };
  });

  test('locks what it puts, and S3 lets nobody take it away', async () => {
    const client = await bucket();
    const archive = s3Archive({ bucket: BUCKET, region: REGION, pathStyle: true });
    const lockedUntil = Date.parse('2040-01-02T03:04:05Z');
    await archive.put('sealed/a', new Uint8Array([1]), { lockedUntil, lockMode: 'compliance' });
    const place = { Bucket: BUCKET, Key: 'sealed/a' };
    const { VersionId, ...held } = await client.send(new HeadObjectCommand(place));
    expect(held.ObjectLockMode).toBe('COMPLIANCE');
    expect(held.ObjectLockRetainUntilDate?.getTime()).toBe(lockedUntil);
    await expect(client.send(new DeleteObjectCommand({ ...place, VersionId }))).rejects.toThrow();
    await archive.close();
    client.destroy();
  });

  test('says which bucket does not exist, and what to do', async () => {
    const client = await bucket();
    const archive = s3Archive({ bucket: 'absent-bucket', region: REGION, pathStyle: true });
    await expect(archive.put('a/b', new Uint8Array([1]))).rejects.toThrow(
      'a/b in the bucket absent-bucket: the bucket does not exist; create it with the storage stack',
    );
    await archive.close();
    client.destroy();
  });
});
