import { cacheSecret } from '@tandem/topology';
import type { RegionContext } from '../framework/context.ts';
import { BOOTSTRAP } from '../kafka/names.ts';
import { OPS, portOf, usesEvents, type WorkloadFacts } from './facts.ts';
import {
  DATA_DIR,
  EVENTS_CA_DIR,
  EVENTS_USER_DIR,
  readsFamilies,
  SECRETS_DIR,
  secretFile,
} from './mounts.ts';

/** Account of the binds at the SMSC; its password is the secret `smsc/<account>`. */
export const SMSC_SYSTEM_ID = 'tandem';

type Environment = Readonly<Record<string, string>>;

/** What `tandem serve` is told (docs/reference/configuration.md). No value of it is a secret. */
export function environmentOf(facts: WorkloadFacts): Environment {
  const { region, topology } = facts.context;
  return {
    TANDEM_REGION: region.name,
    TANDEM_WORKLOAD: facts.name,
    TANDEM_PROFILE: topology.profile,
    TANDEM_HOST: '0.0.0.0',
    TANDEM_OPS_PORT: String(portOf(facts, OPS)),
    TANDEM_DATA: DATA_DIR,
    TANDEM_LOG_LEVEL: 'info',
    AWS_REGION: region.name,
    // A heap that ends below the limit fails with a message; the limit itself kills without one.
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(facts.workload.limits.memoryMib * 0.75)}`,
    ...served(facts),
    ...secrets(facts),
    ...documents(facts),
    ...cache(facts),
    ...events(facts),
    ...outside(facts),
    ...buckets(facts),
  };
}

function served({ workload }: WorkloadFacts): Environment {
  const variables = new Map([
    ['http', 'TANDEM_API_PORT'],
    ['applet', 'TANDEM_APPLET_PORT'],
  ]);
  return Object.fromEntries(
    workload.ports.flatMap(({ name, port }) => {
      const variable = variables.get(name);
      return variable === undefined ? [] : [[variable, String(port)]];
    }),
  );
}

const secrets = (facts: WorkloadFacts): Environment =>
  readsFamilies(facts)
    ? {
        TANDEM_SECRETS: 'aws',
        TANDEM_SECRETS_PREFIX: facts.context.topology.aws.secretsManager.prefix,
      }
    : { TANDEM_SECRETS: 'file', TANDEM_SECRETS_PATH: SECRETS_DIR };

/** The role of the pod is its name and its proof: the address holds no password. */
function documents({ context, workload }: WorkloadFacts): Environment {
  if (workload.dependencies.documents === 'none') return {};
  const { database } = context.topology.data.atlas;
  const how =
    'authSource=%24external&authMechanism=MONGODB-AWS&tls=true&retryWrites=true&w=majority';
  return { TANDEM_MONGODB_URL: `mongodb+srv://${context.endpoints.documents}/${database}?${how}` };
}

function cache({ context, name, workload }: WorkloadFacts): Environment {
  if (workload.dependencies.cache === 'none') return {};
  return {
    TANDEM_REDIS_URL: `rediss://${context.endpoints.cache}`,
    TANDEM_REDIS_USERNAME: `${context.system}-${name}`,
    TANDEM_REDIS_PASSWORD_FILE: secretFile(cacheSecret(name)),
  };
}

function events(facts: WorkloadFacts): Environment {
  if (!usesEvents(facts)) return {};
  return {
    TANDEM_KAFKA_BROKERS: `${BOOTSTRAP}:${facts.context.topology.events.port}`,
    TANDEM_KAFKA_TLS: 'true',
    TANDEM_KAFKA_TLS_CA_FILE: `${EVENTS_CA_DIR}/ca.crt`,
    TANDEM_KAFKA_SASL_USERNAME: facts.name,
    TANDEM_KAFKA_SASL_PASSWORD_FILE: `${EVENTS_USER_DIR}/password`,
  };
}

/** What the region agreed with the SMSC, over the pods that are always there: more pods bring more, as the scaler asks. */
const shareOfBinds = (
  { region, topology }: RegionContext,
  { replicas }: WorkloadFacts['workload'],
) => Math.ceil(topology.smpp.bindsPerRegion / replicas[region.role].min);

/** Each region binds to an address of its own, as far as the operator has so many. */
function outside({ context, workload }: WorkloadFacts): Environment {
  const { smsc, mnoApi } = context.topology.carrier;
  const { calls } = workload.dependencies;
  const at = context.topology.regions.indexOf(context.region) % smsc.addresses.length;
  const address = smsc.addresses[at]?.split('/')[0] ?? '';
  return {
    ...(calls.includes('smsc')
      ? {
          TANDEM_SMSC_HOST: address,
          TANDEM_SMSC_PORT: String(smsc.port),
          TANDEM_SMSC_SYSTEM_ID: SMSC_SYSTEM_ID,
          TANDEM_SMSC_BINDS: String(shareOfBinds(context, workload)),
        }
      : {}),
    ...(calls.includes('mno-api')
      ? { TANDEM_MNO_URL: `https://${mnoApi.hostname}:${mnoApi.port}` }
      : {}),
  };
}

function buckets({ context, workload }: WorkloadFacts): Environment {
  const variables = new Map([
    ['audit-archive', 'TANDEM_AUDIT_BUCKET'],
    ['backups', 'TANDEM_BACKUP_BUCKET'],
  ]);
  return Object.fromEntries(
    workload.dependencies.buckets.flatMap(({ name }) => {
      const variable = variables.get(name);
      return variable === undefined ? [] : [[variable, context.bucketNamed(name)]];
    }),
  );
}
