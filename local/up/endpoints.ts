import type { LocalPorts, Topology } from '@tandem/topology';
import { Fleet } from '../carrier/fleet.ts';
import { spareApplets } from '../carrier/provisioning.ts';
import type { Credentials } from './credentials.ts';
import { customerCredentials, type LocalSecrets, requireSecret } from './local-secrets.ts';
import { HOST } from './plan.ts';

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
  readonly documents: Endpoint;
  /** Cache and events, by region. */
  readonly engines: Readonly<Record<string, Endpoint>>;
  /** Absent without the built-in bank. */
  readonly bank?: Endpoint;
}

export function controlsOf(
  secrets: LocalSecrets,
  ports: LocalPorts,
  { regions }: Topology,
  bank: boolean,
): Controls {
  const token = requireSecret(secrets, 'operator-token');
  const at = (port: number): Endpoint => ({ url: `http://${HOST}:${port}`, token });
  return {
    supervisor: supervisorOf(secrets, ports),
    edge: at(ports.edgeControl),
    carrier: at(ports.carrierControl),
    documents: at(ports.documentsControl),
    engines: Object.fromEntries(
      regions.map(({ name }, index) => [name, at(ports.region(index).engineControl)]),
    ),
    ...(bank ? { bank: at(ports.bank) } : {}),
  };
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
