import { PROFILES, WORKLOAD_NAMES } from '@tandem/topology';
import { Type } from 'typebox';
import { LEVELS } from '../logging/levels.ts';
import { DASHBOARD_OPTIONS } from './dashboard-options.ts';
import { file, type OptionSpec, oneOf, yesOrNo } from './option-spec.ts';
import { SERVICE_OPTIONS } from './service-options.ts';

export type { OptionSpec } from './option-spec.ts';

const port = (flag: string, variable: string, fallback: number, describe: string) =>
  ({
    schema: Type.Integer({ minimum: 0, maximum: 65_535 }),
    flag,
    variable,
    kind: 'integer',
    default: fallback,
    describe,
    allowed: '0 to 65535; 0 takes a free port',
  }) as const satisfies OptionSpec;

const HOST = Type.String({ pattern: '^[A-Za-z0-9.:_-]{1,255}$' });
const HOST_ALLOWED = 'a host name or an IP address';

export const SERVE_OPTIONS = {
  region: {
    schema: Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$' }),
    flag: 'region',
    variable: 'TANDEM_REGION',
    kind: 'text',
    describe: 'The region that this process serves.',
    allowed: 'the name of a region of the topology, such as us-east-1',
  },
  workloads: {
    schema: Type.Array(oneOf(WORKLOAD_NAMES), { minItems: 1, uniqueItems: true }),
    flag: 'workload',
    variable: 'TANDEM_WORKLOAD',
    kind: 'list',
    describe: 'The workloads to run, separated by commas.',
    allowed: `each once, of ${WORKLOAD_NAMES.join(', ')}`,
  },
  profile: {
    schema: oneOf(PROFILES),
    flag: 'profile',
    variable: 'TANDEM_PROFILE',
    kind: 'text',
    default: 'document',
    describe: 'Which figures of the topology apply.',
    allowed: PROFILES.join(', '),
  },
  host: {
    schema: HOST,
    flag: 'host',
    variable: 'TANDEM_HOST',
    kind: 'text',
    default: '127.0.0.1',
    describe: 'Address to listen on; a container says 0.0.0.0.',
    allowed: HOST_ALLOWED,
  },
  apiPort: port('api-port', 'TANDEM_API_PORT', 8080, 'HTTP API and dashboard.'),
  appletPort: port('applet-port', 'TANDEM_APPLET_PORT', 9506, 'TCP port of the applets.'),
  opsPort: port('ops-port', 'TANDEM_OPS_PORT', 9464, '/health and /metrics, not for customers.'),
  dataDir: {
    schema: Type.String({ minLength: 1 }),
    flag: 'data',
    variable: 'TANDEM_DATA',
    kind: 'text',
    default: '.tandem',
    describe: 'Directory of the embedded engines, the local secrets and the local archive.',
    allowed: 'a directory that this user may write',
  },
  ...SERVICE_OPTIONS,
  smscHost: {
    schema: HOST,
    flag: 'smsc-host',
    variable: 'TANDEM_SMSC_HOST',
    kind: 'text',
    default: '127.0.0.1',
    describe: 'Host of the SMSC.',
    allowed: HOST_ALLOWED,
  },
  smscPort: port('smsc-port', 'TANDEM_SMSC_PORT', 2775, 'Port of the SMSC.'),
  smscSystemId: {
    schema: Type.String({ pattern: '^[\\x21-\\x7e]{1,15}$' }),
    flag: 'smsc-system-id',
    variable: 'TANDEM_SMSC_SYSTEM_ID',
    kind: 'text',
    default: 'tandem',
    describe: 'system_id of the bind; its password is the secret smsc/<system id>.',
    allowed: '1 to 15 printable ASCII characters (SMPP 3.4 section 5.2.1)',
  },
  smscBinds: {
    schema: Type.Integer({ minimum: 1, maximum: 64 }),
    flag: 'smsc-binds',
    variable: 'TANDEM_SMSC_BINDS',
    kind: 'integer',
    optional: true,
    describe: 'Binds of this process, its share of those that the region agreed; else all of them.',
    allowed: '1 to 64',
  },
  smscTls: yesOrNo('smsc-tls', 'TANDEM_SMSC_TLS', 'Bind over TLS.'),
  smscTlsCaFile: file(
    'smsc-tls-ca-file',
    'TANDEM_SMSC_TLS_CA_FILE',
    "PEM file with the authority of the SMSC's certificate; else those of the system.",
  ),
  mnoBaseUrl: {
    schema: Type.String({ pattern: '^https?://[^\\s/]+(/[^\\s]*[^\\s/])?/?$' }),
    flag: 'mno-url',
    variable: 'TANDEM_MNO_URL',
    kind: 'text',
    default: 'http://127.0.0.1:8101',
    describe: "Base URL of the operator's API.",
    allowed: 'an http or https URL',
  },
  mnoToken: {
    schema: Type.String({ pattern: '^[\\x21-\\x7e]{1,4096}$' }),
    flag: 'mno-token',
    variable: 'TANDEM_MNO_TOKEN',
    kind: 'text',
    optional: true,
    secret: true,
    describe: "Bearer token for the operator's API.",
    allowed: '1 to 4096 printable ASCII characters',
  },
  appletUnauthenticated: yesOrNo(
    'applet-unauthenticated',
    'TANDEM_APPLET_UNAUTHENTICATED',
    'Take frames of applets without a MAC: anyone can answer for anyone. Interop tests only.',
  ),
  ...DASHBOARD_OPTIONS,
  logLevel: {
    schema: oneOf(LEVELS),
    flag: 'log-level',
    variable: 'TANDEM_LOG_LEVEL',
    kind: 'text',
    default: 'info',
    describe: 'The least severe level that is logged.',
    allowed: LEVELS.join(', '),
  },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof SERVE_OPTIONS;
