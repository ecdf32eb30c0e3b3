import type { Region } from '@tandem/topology';
import { EcrLifecyclePolicy } from '#aws/ecr-lifecycle-policy';
import { EcrRegistryScanningConfiguration } from '#aws/ecr-registry-scanning-configuration';
import { EcrReplicationConfiguration } from '#aws/ecr-replication-configuration';
import { EcrRepository } from '#aws/ecr-repository';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import { days } from '../../framework/units.ts';
import type { KeyArns } from '../../parts/key.ts';

export interface Repository {
  readonly name: string;
  readonly region: string;
  readonly repository: EcrRepository;
}

/**
 * A registry in each region, each copying what is pushed to it to the others: an image can be pushed and
 * pulled with any one region. ECR does not copy what is itself a copy, so this ends by itself.
 */
export function registry(context: StackContext, keys: KeyArns): Repository[] {
  const { regions, aws } = context.topology;
  return regions.flatMap((region) => {
    const repositories = aws.ecr.repositories.map((name) =>
      repositoryIn(context, region, name, keys),
    );
    if (aws.ecr.scanOnPush) scan(context, region);
    // A copy needs its repository there first, or ECR makes one with settings of its own.
    if (aws.ecr.replicated) copy(context, region, regions);
    return repositories;
  });
}

function repositoryIn(
  context: StackContext,
  region: Region,
  name: string,
  keys: KeyArns,
): Repository {
  const { immutableTags, scanOnPush } = context.topology.aws.ecr;
  const provider = context.providerIn(region.name);
  const through = provider === undefined ? {} : { provider };
  const id = `${name}-${region.name}`;
  const repository = new EcrRepository(context.for('A3'), id, {
    ...through,
    name,
    imageTagMutability: immutableTags ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey: keys.get(region.name) ?? '' }],
    lifecycle: { preventDestroy: true },
  });
  new EcrLifecyclePolicy(context.for('A3'), `${id}-lifecycle`, {
    ...through,
    repository: repository.name,
    policy: lifecycle(context),
  });
  const address = `aws_ecr_repository.${variableName(id)}`;
  context.expect(
    `${address}.image_tag_mutability == "IMMUTABLE"`,
    `a tag of ${name} in ${region.name} always means the same image`,
  );
  return { name, region: region.name, repository };
}

function lifecycle({ topology }: StackContext): string {
  const { keepImages, untaggedAfterMs } = topology.aws.ecr;
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: 'layers that no tag names',
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: days(untaggedAfterMs),
        },
        action: { type: 'expire' },
      },
      {
        rulePriority: 2,
        description: 'images beyond those that a rollback could want',
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keepImages },
        action: { type: 'expire' },
      },
    ],
  });
}

function scan(context: StackContext, region: Region): void {
  const provider = context.providerIn(region.name);
  new EcrRegistryScanningConfiguration(context.for('A3'), `scanning-${region.name}`, {
    ...(provider === undefined ? {} : { provider }),
    scanType: 'BASIC',
    rule: [
      {
        scanFrequency: 'SCAN_ON_PUSH',
        repositoryFilter: [{ filter: '*', filterType: 'WILDCARD' }],
      },
    ],
  });
}

function copy(context: StackContext, from: Region, regions: readonly Region[]): void {
  const provider = context.providerIn(from.name);
  const others = regions.filter((region) => region !== from);
  new EcrReplicationConfiguration(context.for('A3'), `replication-${from.name}`, {
    ...(provider === undefined ? {} : { provider }),
    replicationConfiguration: {
      rule: [
        {
          destination: others.map(({ name }) => ({ region: name, registryId: context.accountId })),
          repositoryFilter: context.topology.aws.ecr.repositories.map((name) => ({
            filter: name,
            filterType: 'PREFIX_MATCH',
          })),
        },
      ],
    },
  });
  const rule = `aws_ecr_replication_configuration.replication_${variableName(from.name)}.replication_configuration[0].rule[0]`;
  for (const [at, { name }] of others.entries()) {
    context.expect(
      `${rule}.destination[${at}].region == "${name}"`,
      `an image that is pushed to ${from.name} is copied to ${name}`,
    );
  }
}
