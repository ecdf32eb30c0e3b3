import type { Fact, Question } from './read-back.ts';
import { ofType } from './read-back.ts';

/** Every role that pods take is taken through Pod Identity, and by nobody else. */
export async function readRoles(question: Question): Promise<Fact[]> {
  const { GetRoleCommand, IAMClient } = await import('@aws-sdk/client-iam');
  const { topology, client } = question;
  const iam = new IAMClient(client(topology.regions[0]?.name ?? ''));
  const forPods = ofType(question, 'aws_iam_role').filter(({ values }) =>
    String(values.assume_role_policy).includes(PODS),
  );
  return Promise.all(
    forPods.map(async ({ values }): Promise<Fact> => {
      const RoleName = String(values.name);
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}'));
      const found = [trust.Statement].flat().map((statement) => statement?.Principal);
      return { of: `role ${RoleName}`, what: 'trust', wanted: [{ Service: PODS }], found };
    }),
  );
}

const PODS = 'pods.eks.amazonaws.com';
