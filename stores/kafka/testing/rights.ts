import { loadKafka } from '../library.ts';
import { type KafkaSasl, parseBrokers } from '../options.ts';

type Resource = 'TOPIC' | 'GROUP';
type Operation = 'READ' | 'WRITE' | 'DESCRIBE';

export interface Right {
  readonly resource: Resource;
  readonly name: string;
  readonly operations: readonly Operation[];
}

export interface RightsOptions {
  readonly addresses: readonly string[];
  readonly ca: string;
  /** Who may give rights. */
  readonly as: KafkaSasl;
  readonly user: string;
}

/** Gives a user rights in the access-control list of the cluster, as Strimzi's user operator does. */
export async function giveRights(
  { addresses, ca, as, user }: RightsOptions,
  rights: readonly Right[],
): Promise<void> {
  const library = await loadKafka();
  const { AclOperations, AclPermissionTypes, ResourcePatternTypes, ResourceTypes } = library;
  const pool = new library.ConnectionPool('administrator', {
    tls: { ca },
    tlsServerName: true,
    sasl: { mechanism: 'SCRAM-SHA-512', ...as },
  });
  const entries = rights.flatMap(({ resource, name, operations }) =>
    operations.map((operation) => ({
      resourceType: ResourceTypes[resource],
      resourceName: name,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: `User:${user}`,
      host: '*',
      operation: AclOperations[operation],
      permissionType: AclPermissionTypes.ALLOW,
    })),
  );
  try {
    const [broker] = parseBrokers(addresses);
    if (!broker) throw new Error('no broker');
    await library.createAclsV3.api.async(await pool.get(broker), entries);
  } finally {
    await pool.close();
  }
}
