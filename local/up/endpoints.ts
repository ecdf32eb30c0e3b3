import type { LocalPorts, Topology } from '@tandem/topology';
import { Fleet } from '../carrier/fleet.ts';
import { spareApplets } from '../carrier/provisioning.ts';
import type { Credentials } from './credentials.ts';
import { customerCredentials, type LocalSecrets, requireSecret } from './local-secrets.ts';
import { HOST } from './plan.ts';
import { hasOwnDocuments, hasOwnEngine, type SystemServices } from './services.ts';

/** An HTTP API that wants `Authorization: Bearer <token>`. */
export interface Endpoint {
  readonly url: string;
  readonly token: string;
}

/** What operators and drills ask for faults and figures. */
export interface Controls {
  readonly supervisor: Endpoint;
  readonly edge: Endpoint;
  readonly carrier: Endpoint;
  /** The embedded engine; absent where MongoDB keeps the documents. */
  readonly documents?: Endpoint;
  /** The embedded engines of cache and events, by region. */
  readonly engines: Readonly<Record<string, Endpoint>>;
  /** The test servers that this system runs on, when it runs on such. */
  readonly servers?: Endpoint;
  /** Absent without the built-in bank. */
  readonly bank?: Endpoint;
}

export interface ControlsOptions {
  readonly secrets: LocalSecrets;
  readonly ports: LocalPorts;
  readonly topology: Topology;
  readonly services: SystemServices;
  readonly bank: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function controlsOf(options: ControlsOptions): Controls {
  const { secrets, ports, topology, services, bank, environment } = options;
  const { regions } = topology;
  const token = requireSecret(secrets, 'operator-token');
  const at = (port: number): Endpoint => ({ url: `http://${HOST}:${port}`, token });
  return {
    supervisor: supervisorOf(secrets, ports),
    edge: at(ports.edgeControl),
    carrier: at(ports.carrierControl),
    ...(hasOwnDocuments(services) ? { documents: at(ports.documentsControl) } : {}),
    ...serversOf(environment),
    engines: Object.fromEntries(
      regions.flatMap(({ name }, index) =>
        hasOwnEngine(services, name) ? [[name, at(ports.region(index).engineControl)]] : [],
      ),
    ),
    ...(bank ? { bank: at(ports.bank) } : {}),
  };
}

function serversOf({
  TANDEM_ENGINES_CONTROL: url = '',
  TANDEM_ENGINES_TOKEN: token = '',
}: ControlsOptions['environment']): Pick<Controls, 'servers'> {
  return url === '' ? {} : { servers: { url, token } };
}

function supervisorOf(secrets: LocalSecrets, ports: LocalPorts): Endpoint {
  const token = requireSecret(secrets, 'operator-token');
  return { url: `http://${HOST}:${ports.supervisor}`, token };
}

export function credentialsOf(secrets: LocalSecrets, ports: LocalPorts): Credentials {
  const api = `http://${HOST}:${ports.edge.api}`;
  const hashKey = Buffer.from(requireSecret(secrets, 'msisdn-hash-key'), 'hex');
  return {
    url: api,
    applet: { host: HOST, port: ports.edge.applet },
    customer: customerCredentials(secrets),
    applets: spareApplets(fleetOf(secrets), hashKey),
    dashboard: { url: `${api}/dashboard`, token: requireSecret(secrets, 'dashboard-token') },
    operator: supervisorOf(secrets, ports),
  };
}

export function fleetOf(secrets: LocalSecrets): Fleet {
  return new Fleet({ masterKey: Buffer.from(requireSecret(secrets, 'applet-master-key'), 'hex') });
}
