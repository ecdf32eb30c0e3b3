import { IamOpenidConnectProvider } from '#aws/iam-openid-connect-provider';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import type { StackContext } from '../../framework/context.ts';
import type { Statement } from '../../framework/policy.ts';
import type { Repository } from './registry.ts';

const ISSUER = 'token.actions.githubusercontent.com';

/** The role of the pipeline that pushes images: it proves by its own token what it builds, and holds no key. */
export function publisher(context: StackContext, repositories: readonly Repository[]): void {
  const source = context.ask('source_repository', {
    description: 'The repository whose main branch may push images, as owner/name.',
    sample: 'example/tandem',
  });
  const issuer = new IamOpenidConnectProvider(context.for('A3'), 'pipeline', {
    url: `https://${ISSUER}`,
    clientIdList: ['sts.amazonaws.com'],
  });
  const role = new IamRole(context.for('A3'), 'image-publisher', {
    name: context.systemNamed('image-publisher'),
    assumeRolePolicy: context.policy({
      sid: 'MainBranchAlone',
      principal: { Federated: issuer.arn },
      actions: ['sts:AssumeRoleWithWebIdentity'],
      condition: {
        StringEquals: {
          [`${ISSUER}:aud`]: 'sts.amazonaws.com',
          [`${ISSUER}:sub`]: `repo:${source.stringValue}:ref:refs/heads/main`,
        },
      },
    }),
  });
  new IamRolePolicy(context.for('A3'), 'image-publisher-policy', {
    role: role.id,
    policy: context.policy(...push(repositories)),
  });
  context.export({ imagePublisherRoleArn: role.arn });
}

const push = (repositories: readonly Repository[]): Statement[] => [
  {
    sid: 'LogIn',
    actions: ['ecr:GetAuthorizationToken'],
    resources: ['*'],
    wildcard: 'The action has no resource (Service Authorization Reference, Amazon ECR).',
  },
  {
    sid: 'Push',
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImages',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    resources: repositories.map(({ repository }) => repository.arn),
  },
];
