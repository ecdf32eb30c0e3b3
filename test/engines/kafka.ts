import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classPath, javaEngineMissing } from './java.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { accepts, findTool, freePorts } from './tools.ts';

export interface KafkaBroker {
  readonly id: number;
  /** `host:port` for clients. */
  readonly address: string;
  /** That it listens on, whatever clients are told. */
  readonly port: number;
  readonly pid: number;
  readonly isRunning: boolean;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The same broker again, on the same ports, with what its disk has. */
  start(): Promise<void>;
}

export interface KafkaServers {
  readonly brokers: readonly KafkaBroker[];
  /** Of all of them, as TANDEM_KAFKA_BROKERS has it. */
  readonly addresses: readonly string[];
  stop(): Promise<void>;
}

export interface KafkaOptions {
  /** Each is a broker and a controller (KRaft, combined mode). Default 1. */
  readonly nodes?: number;
  /**
   * Clients speak TLS, sign in with SCRAM-SHA-512 and may do what the access-control list says, as Strimzi's
   * users. The first user is the brokers' own and may do everything.
   */
  readonly secured?: {
    readonly certFile: string;
    readonly keyFile: string;
    readonly caFile: string;
    readonly users: readonly { readonly name: string; readonly password: string }[];
  };
  /** After which a member that is silent is out of its group. Default 10 s. */
  readonly sessionTimeoutMs?: number;
  /** The ports of proxies in front of the brokers, which clients are told to use. */
  readonly advertisedPorts?: readonly number[];
}

const CLUSTER_ID = 'dGFuZGVtLXRlc3RzLXYxMQ';
/** Small and quick to start rather than fast. */
const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
const LOGGING = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';

/** undefined when brokers can be started, otherwise why tests with them are left out. */
export function kafkaMissing(): string | undefined {
  return javaEngineMissing('kafka_2.13');
}

/** Apache Kafka in KRaft mode on free ports of 127.0.0.1; resolves when it has a controller and takes clients. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServers> {
  const java = findTool('java');
  if (java === undefined) throw new Error('java is not on PATH');
  const { nodes = 1 } = options;
  const directory = mkdtempSync(join(tmpdir(), 'tandem-kafka-'));
  const ports = await freePorts(nodes * 2);
  const plans = Array.from({ length: nodes }, (_, at) => ({
    id: at + 1,
    port: ports[at * 2] ?? 0,
    controllerPort: ports[at * 2 + 1] ?? 0,
    advertisedPort: options.advertisedPorts?.[at] ?? ports[at * 2] ?? 0,
  }));
  const brokers = plans.map((plan) => new Broker(java, directory, plan, plans, options));
  // A controller needs the others to be elected: all of them at once.
  await Promise.all(brokers.map((broker) => broker.start()));
  return {
    brokers,
    addresses: brokers.map(({ address }) => address),
    async stop() {
      await Promise.all(brokers.map((broker) => broker.stop('SIGKILL')));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Plan {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  readonly advertisedPort: number;
}

class Broker implements KafkaBroker {
  readonly id: number;
  readonly address: string;
  readonly port: number;
  readonly #java: string;
  readonly #plan: Plan;
  readonly #file: string;
  #server: ServerProcess | undefined;

  constructor(
    java: string,
    directory: string,
    plan: Plan,
    plans: readonly Plan[],
    options: KafkaOptions,
  ) {
    this.id = plan.id;
    this.address = `localhost:${plan.advertisedPort}`;
    this.port = plan.port;
    this.#java = java;
    this.#plan = plan;
    this.#file = join(directory, `${plan.id}.properties`);
    const disk = join(directory, String(plan.id));
    const { secured } = options;
    const properties = {
      ...propertiesOf(disk, plan, plans, options),
      ...(secured && securedProperties(directory, secured)),
    };
    writeFileSync(this.#file, lines(properties), { mode: 0o600 });
    const users = (options.secured?.users ?? []).flatMap(({ name, password }) => [
      '--add-scram',
      `SCRAM-SHA-512=[name=${name},password=${password}]`,
    ]);
    const format = ['format', '-t', CLUSTER_ID, '-c', this.#file, ...users];
    const args = [...JAVA, LOGGING, '-cp', classPath, 'kafka.tools.StorageTool', ...format];
    execFileSync(java, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#server?.isRunning() ?? false;
  }

  async start(): Promise<void> {
    const args = [...JAVA, LOGGING, '-cp', classPath, 'kafka.Kafka', this.#file];
    this.#server = await startServer(this.#java, args, () => accepts(this.#plan.port));
  }

  async stop(signal?: NodeJS.Signals): Promise<void> {
    await this.#server?.stop(signal);
  }
}

function propertiesOf(
  directory: string,
  { id, port, controllerPort, advertisedPort }: Plan,
  plans: readonly Plan[],
  { secured, sessionTimeoutMs = 10_000 }: KafkaOptions,
): Record<string, string | number> {
  const copies = plans.length;
  const voters = plans.map((plan) => `${plan.id}@localhost:${plan.controllerPort}`);
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.election.timeout.ms': 500,
    'controller.quorum.fetch.timeout.ms': 1_000,
    listeners: `CLIENT://localhost:${port},CONTROLLER://localhost:${controllerPort}`,
    'advertised.listeners': `CLIENT://localhost:${advertisedPort}`,
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,CLIENT:${secured ? 'SASL_SSL' : 'PLAINTEXT'}`,
    'inter.broker.listener.name': 'CLIENT',
    'log.dirs': directory,
    'auto.create.topics.enable': 'false',
    'default.replication.factor': copies,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 4,
    'min.insync.replicas': Math.min(2, copies),
    // A broker that died leads nothing any more after this, and is not let in again before.
    'broker.session.timeout.ms': 6_000,
    'broker.heartbeat.interval.ms': 500,
    'replica.lag.time.max.ms': 5_000,
    'group.consumer.min.session.timeout.ms': 1_000,
    'group.consumer.session.timeout.ms': sessionTimeoutMs,
    'group.consumer.min.heartbeat.interval.ms': 100,
    'group.consumer.heartbeat.interval.ms': 200,
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.enable': 'false',
  };
}

/** The first of the users is the brokers' own. */
function securedProperties(
  directory: string,
  { certFile, keyFile, caFile, users }: NonNullable<KafkaOptions['secured']>,
): Record<string, string> {
  const [broker] = users;
  const keyStore = join(directory, 'broker.pem');
  const pem = [keyFile, certFile].map((file) => readFileSync(file, 'utf8'));
  writeFileSync(keyStore, pem.join(''), { mode: 0o600 });
  const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Controllers meet on a listener of their own, without names.
    'super.users': `User:${broker?.name};User:ANONYMOUS`,
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${login} username="${broker?.name}" password="${broker?.password}";`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3',
    'ssl.endpoint.identification.algorithm': '',
  };
}

function lines(properties: Readonly<Record<string, string | number>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
