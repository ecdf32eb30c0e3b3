import { type Fact, ofType, type Question } from './read-back.ts';

/** Every bucket is versioned, encrypted under a key, shut to the public and copied to another region. */
export async function readBuckets(question: Question): Promise<Fact[]> {
  const buckets = ofType(question, 'aws_s3_bucket');
  return (await Promise.all(buckets.map(({ values }) => readBucket(question, values)))).flat();
}

/** ELB user guide, Access logs: a bucket that they go to is under a key of S3, no other. */
const takesAccessLogs = (question: Question, bucket: string): boolean =>
  ofType(question, 'aws_s3_bucket_policy').some(
    ({ values }) =>
      values.bucket === bucket &&
      String(values.policy).includes('logdelivery.elasticloadbalancing'),
  );

async function readBucket(
  question: Question,
  { bucket, region }: Readonly<Record<string, unknown>>,
): Promise<Fact[]> {
  const {
    GetBucketEncryptionCommand,
    GetBucketReplicationCommand,
    GetBucketVersioningCommand,
    GetPublicAccessBlockCommand,
    S3Client,
  } = await import('@aws-sdk/client-s3');
  const Bucket = String(bucket);
  const s3 = new S3Client({ ...question.client(String(region)), forcePathStyle: true });
  const [versioning, encryption, access, replication] = await Promise.all([
    s3.send(new GetBucketVersioningCommand({ Bucket })),
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
    s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    s3.send(new GetBucketReplicationCommand({ Bucket })),
  ]);
  const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
  const [copy] = replication.ReplicationConfiguration?.Rules ?? [];
  const of = `bucket ${Bucket}`;
  const shut = Object.values(access.PublicAccessBlockConfiguration ?? {});
  return [
    { of, what: 'versioning', wanted: 'Enabled', found: versioning.Status },
    {
      of,
      what: 'encryption',
      wanted: takesAccessLogs(question, Bucket) ? 'AES256' : 'aws:kms',
      found: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    },
    { of, what: 'public access blocks', wanted: [true, true, true, true], found: shut },
    { of, what: 'replication', wanted: 'Enabled', found: copy?.Status },
    {
      of,
      what: 'a copy elsewhere',
      wanted: true,
      found: copy?.Destination?.Bucket !== undefined && !copy.Destination.Bucket.endsWith(Bucket),
    },
  ];
}
