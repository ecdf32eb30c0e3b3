import type { Profile, WorkloadName } from '@tandem/topology';
import type { Level } from '../logging/levels.ts';

/** What one region process is told about the machine it runs on. Frozen; made by `readServeConfig`. */
export interface ServeConfig {
  readonly region: string;
  readonly workloads: readonly WorkloadName[];
  readonly profile: Profile;
  /** Address that every listener of the process binds to. */
  readonly host: string;
  /** Port 0 asks the system for a free one; the `ready` message says which it gave. */
  readonly apiPort: number;
  readonly appletPort: number;
  readonly opsPort: number;
  /** Directory of the embedded engines and of the local secrets. */
  readonly dataDir: string;
  /** `secrets.json` in the data directory, or variables TANDEM_SECRET_…. */
  readonly secrets: 'file' | 'env';
  readonly smsc: SmscConfig;
  /** Base URL of the operator's API, without a slash at its end. */
  readonly mnoBaseUrl: string;
  /** Bearer token for the operator's API; absent when it asks for none. */
  readonly mnoToken?: string;
  /** Frames of applets are taken without a MAC: for interoperability tests only. */
  readonly appletUnauthenticated: boolean;
  readonly logLevel: Level;
}

export interface SmscConfig {
  readonly host: string;
  readonly port: number;
  /** The password rests in the secrets store under `smsc/<systemId>`. */
  readonly systemId: string;
  readonly tls: boolean;
  /** PEM file with the authority that signed the SMSC's certificate; absent: those of the system. */
  readonly tlsCaFile?: string;
}
