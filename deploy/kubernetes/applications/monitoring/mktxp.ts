import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { componentOf } from '../chart.ts';
import { MONITORING } from './names.ts';
import type { Program } from './pods.ts';
import { componentSecrets, secretsVolume } from './secrets.ts';
import { account, deployment } from './workloads.ts';

const NAME = 'mktxp-exporter';
const CONFIG_DIR = '/etc/mktxp';
const SECRETS_DIR = '/var/run/secrets/routers';
/** RouterOS, its API over TLS. */
const API_PORT = 8_729;

/** Metrics of the routers that end the tunnels (row S7). Their addresses are the topology's. */
export function mktxp(context: RegionContext): Manifest[] {
  const [port] = componentOf(context, NAME).ports;
  const program: Program = {
    name: NAME,
    component: NAME,
    image: 'ghcr.io/akpw/mktxp:1.2.17',
    // Images of it have had it as entry point and as default command: arguments alone start nothing then.
    command: ['mktxp'],
    args: ['--cfg-dir', CONFIG_DIR, 'export'],
    ports: { metrics: port?.port ?? 49_090 },
    cpu: '50m',
    memory: '128Mi',
    // Every path asks the routers: one that is away must not end the process that says so.
    probes: { port: 'metrics' },
    volumes: [
      { source: { name: 'config', configMap: { name: NAME } }, mountPath: CONFIG_DIR },
      { source: secretsVolume(NAME), mountPath: SECRETS_DIR },
    ],
  };
  return [
    account(context, NAME),
    componentSecrets(context, NAME),
    configuration(context, port?.port ?? 49_090),
    ...deployment(context, program, 1),
  ];
}

function configuration({ region }: RegionContext, port: number): Manifest {
  const routers = region.vpn.routers.map(
    ({ name, managementAddress }) => `[${name}]\n    hostname = ${managementAddress}\n`,
  );
  const common = [
    '[default]',
    '    enabled = True',
    `    port = ${API_PORT}`,
    '    use_ssl = True',
    '    ssl_certificate_verify = False',
    `    credentials_file = ${SECRETS_DIR}/routers_metrics`,
    '    ipsec = True',
    '    bgp = True',
    '    interface = True',
    '    dhcp = False',
    '    wireless = False',
    '',
  ].join('\n');
  return rowed<IConfigMap>(['S7'], {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, namespace: MONITORING },
    data: {
      'mktxp.conf': [...routers, common].join('\n'),
      '_mktxp.conf': `[MKTXP]\n    listen = '0.0.0.0:${port}'\n    socket_timeout = 5\n    verbose_mode = False\n`,
    },
  });
}
