import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { reasonOfAws } from '../aws-failure.ts';
import type { Archive, ArchivedObject, PutOptions } from '../ports/archive.ts';
import { StoreError } from '../ports/errors.ts';
import { absent, checkedArchiveKey, damaged, differs, sha256Of } from './keys.ts';

export interface S3ArchiveOptions {
  readonly bucket: string;
  /** Of the bucket, such as `us-east-1`. */
  readonly region: string;
  /** A server that has no names for its buckets (an emulator): `http://host:port/bucket/key`. */
  readonly pathStyle?: boolean;
}

type Sdk = typeof import('@aws-sdk/client-s3');

const REQUEST_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2_000;
const ATTEMPTS = 3;

/**
 * An archive in an S3 bucket. Credentials come from the SDK's default chain (EKS Pod Identity in a cluster).
 * An object is written on the condition that there is none of its key, with its SHA-256, which S3 checks when
 * it takes the object and which is checked again when it is read; locked as long as asked, in a bucket that
 * has Object Lock.
 */
export function s3Archive(options: S3ArchiveOptions): Archive {
  return new S3Archive(options);
}

class S3Archive implements Archive {
  readonly #options: S3ArchiveOptions;
  #opened: { readonly sdk: Sdk; readonly client: S3Client } | undefined;

  constructor(options: S3ArchiveOptions) {
    this.#options = options;
  }

  async put(
    key: string,
    body: Uint8Array,
    options: PutOptions = {},
  ): Promise<Required<ArchivedObject>> {
    const sha256 = sha256Of(body);
    const { sdk, client } = await this.#open();
    const { lockedUntil, lockMode = 'governance' } = options;
    const input: PutObjectCommandInput = {
      Bucket: this.#options.bucket,
      Key: checkedArchiveKey(key),
      Body: body,
      // Amazon S3, Conditional writes.
      IfNoneMatch: '*',
      ChecksumAlgorithm: 'SHA256',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      Metadata: { sha256 },
      ...(lockedUntil !== undefined && {
        ObjectLockMode: lockMode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE',
        ObjectLockRetainUntilDate: new Date(lockedUntil),
      }),
    };
    try {
      await client.send(new sdk.PutObjectCommand(input));
    } catch (cause) {
      if (!isNamed(cause, 'PreconditionFailed')) throw this.#failure(key, cause, 's3:PutObject');
      if ((await this.#digestOf(key)) !== sha256) throw differs(key);
    }
    return { key, bytes: body.byteLength, sha256 };
  }

  async get(key: string): Promise<Uint8Array> {
    const { sdk, client } = await this.#open();
    const input = { Bucket: this.#options.bucket, Key: checkedArchiveKey(key) };
    try {
      const answer = await client.send(new sdk.GetObjectCommand(input));
      const body = await answer.Body?.transformToByteArray();
      if (!body || sha256Of(body) !== answer.Metadata?.sha256) throw damaged(key);
      return body;
    } catch (cause) {
      throw this.#failure(key, cause, 's3:GetObject');
    }
  }

  async *list(prefix: string): AsyncGenerator<ArchivedObject> {
    const { sdk, client } = await this.#open();
    const { bucket: Bucket } = this.#options;
    try {
      const pages = sdk.paginateListObjectsV2({ client }, { Bucket, Prefix: prefix });
      for await (const { Contents = [] } of pages) {
        for (const { Key, Size = 0 } of Contents) if (Key) yield { key: Key, bytes: Size };
      }
    } catch (cause) {
      throw this.#failure(prefix, cause, 's3:ListBucket');
    }
  }

  close(): Promise<void> {
    this.#opened?.client.destroy();
    return Promise.resolve();
  }

  async #digestOf(key: string): Promise<string | undefined> {
    const { sdk, client } = await this.#open();
    const input = { Bucket: this.#options.bucket, Key: key };
    try {
      return (await client.send(new sdk.HeadObjectCommand(input))).Metadata?.sha256;
    } catch (cause) {
      throw this.#failure(key, cause, 's3:GetObject');
    }
  }

  /** The SDK is loaded by those only who use it. */
  async #open() {
    if (this.#opened) return this.#opened;
    const sdk = await import('@aws-sdk/client-s3');
    const { region, pathStyle = false } = this.#options;
    this.#opened ??= {
      sdk,
      client: new sdk.S3Client({
        region,
        forcePathStyle: pathStyle,
        maxAttempts: ATTEMPTS,
        requestHandler: {
          connectionTimeout: CONNECT_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
        },
      }),
    };
    return this.#opened;
  }

  #failure(key: string, cause: unknown, action: string): StoreError {
    if (cause instanceof StoreError) return cause;
    if (isNamed(cause, 'NoSuchKey') || isNamed(cause, 'NotFound')) return absent(key);
    const what = `${key} in the bucket ${this.#options.bucket}`;
    return new StoreError('unavailable', `${what}: ${reasonOfAws(cause, action)}`, { cause });
  }
}

const isNamed = (cause: unknown, name: string): boolean =>
  cause instanceof Error && cause.name === name;
