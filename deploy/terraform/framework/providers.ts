import type { Region, Topology } from '@tandem/topology';
import type { TerraformStack } from 'cdktn';
import { AwsProvider } from '#aws/provider';

/**
 * What each stack asks for. AWS: 5.100.0 is what the checks run; that the arguments in use are the same in
 * 6.x is held against its typings (bindings/next-major.test.ts).
 */
export const PROVIDER_VERSIONS: Readonly<Record<string, string>> = {
  aws: '>= 5.100.0, < 7.0.0',
  cloudflare: '~> 5.22',
  mongodbatlas: '~> 2.16',
  rediscloud: '~> 2.11',
};

/** Native state locking in S3 is final since 1.11. */
export const TERRAFORM_VERSION = '>= 1.11.0';

/** The provider of a region, with the tags that everything it makes carries. */
export function awsProvider(
  stack: TerraformStack,
  stackName: string,
  topology: Topology,
  region: Region,
  accountId: string,
  alias?: string,
): AwsProvider {
  return new AwsProvider(stack, alias === undefined ? 'aws' : `aws-${alias}`, {
    ...(alias === undefined ? {} : { alias }),
    region: region.name,
    // A profile of another account must fail before it changes anything.
    allowedAccountIds: [accountId],
    defaultTags: [
      {
        tags: {
          System: `tandem-${topology.name}`,
          Owner: topology.aws.owner,
          RegionRole: region.role,
          Stack: stackName,
          ManagedBy: 'terraform',
        },
      },
    ],
  });
}
