import { activeRegion, passiveRegions } from '@tandem/topology';
import type { Fact, Question } from './read-back.ts';
import { ofType } from './read-back.ts';

/** Every secret is where it was made, and says that it is copied to each other region. */
export async function readSecrets(question: Question): Promise<Fact[]> {
  const { DescribeSecretCommand, SecretsManagerClient } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  const { topology, client } = question;
  const home = passiveRegions(topology)[0] ?? activeRegion(topology);
  const secrets = new SecretsManagerClient(client(home.name));
  const others = topology.regions.map(({ name }) => name).filter((name) => name !== home.name);
  return Promise.all(
    ofType(question, 'aws_secretsmanager_secret').map(async ({ values }): Promise<Fact> => {
      const SecretId = String(values.name);
      const { ReplicationStatus } = await secrets.send(new DescribeSecretCommand({ SecretId }));
      const found = ReplicationStatus?.map(({ Region }) => Region);
      return { of: `secret ${SecretId}`, what: 'copies', wanted: others, found };
    }),
  );
}
