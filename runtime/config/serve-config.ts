import type { Profile, WorkloadName } from '@tandem/topology';
import type { Level } from '../logging/levels.ts';
import type { DashboardConfig } from './dashboard-config.ts';
import type { SECRETS_SOURCES } from './service-options.ts';

/** What one region process is told about the machine it runs on. Frozen; made by `readServeConfig`. */
export interface ServeConfig extends Services, DashboardConfig {
  readonly region: string;
  readonly workloads: readonly WorkloadName[];
  readonly profile: Profile;
  /** Address that every listener of the process binds to. */
  readonly host: string;
  /** Port 0 asks the system for a free one; the `ready` message says which it gave. */
  readonly apiPort: number;
  readonly appletPort: number;
  readonly opsPort: number;
  /** Directory of the embedded engines, of the local secrets and of the local archive. */
  readonly dataDir: string;
  readonly smsc: SmscConfig;
  /** Base URL of the operator's API, without a slash at its end. */
  readonly mnoBaseUrl: string;
  /** Bearer token for the operator's API; absent when it asks for none. */
  readonly mnoToken?: string;
  /** Frames of applets are taken without a MAC: for interoperability tests only. */
  readonly appletUnauthenticated: boolean;
  readonly logLevel: Level;
}

/** What serves the ports of the stores. */
export interface Services {
  /** Absent: the embedded engine serves documents; so with the others. */
  readonly mongodb?: MongodbConfig;
  readonly redis?: RedisConfig;
  readonly kafka?: KafkaConfig;
  /** Keeps systems that share servers apart. */
  readonly namespace?: string;
  readonly secrets: (typeof SECRETS_SOURCES)[number];
  /** With `file`: a JSON file or a directory; absent: `secrets.json` in the data directory. */
  readonly secretsPath?: string;
  /** With `aws`: absent: the prefix of the topology. */
  readonly secretsPrefix?: string;
  /** S3 buckets; absent: `archive` in the data directory. */
  readonly auditBucket?: string;
  readonly backupBucket?: string;
}

export interface SmscConfig {
  readonly host: string;
  readonly port: number;
  /** The password rests in the secrets store under `smsc/<systemId>`. */
  readonly systemId: string;
  /** Of this process; absent: all that the region agreed with the SMSC. */
  readonly binds?: number;
  readonly tls: boolean;
  /** PEM file with the authority that signed the SMSC's certificate; absent: those of the system. */
  readonly tlsCaFile?: string;
}

export interface MongodbConfig {
  /** May hold a password: print it through `redactedUrl`. */
  readonly url: string;
  readonly tlsCaFile?: string;
}

export interface RedisConfig {
  /** May hold a password: print it through `redactedUrl`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly tlsCaFile?: string;
}

export interface KafkaConfig {
  /** `host:port` of the brokers to begin with. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly tlsCaFile?: string;
  readonly sasl?: KafkaSasl;
  /** Copies of each partition of topics that are created; 0: none is. */
  readonly createTopics: number;
}

export interface KafkaSasl {
  readonly username: string;
  readonly password: string;
}
