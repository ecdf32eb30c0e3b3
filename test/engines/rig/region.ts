import { EngineProxy } from '@tandem/local';
import { type KafkaBroker, type KafkaServers, startKafka } from '../kafka.ts';
import { type RedisServer, startRedis } from '../redis.ts';
import { controllerOf } from './controller.ts';

/** Redis and Kafka of one region, each behind a proxy. */
export class RegionRig {
  readonly region: string;
  readonly redisUrl: string;
  readonly brokers: readonly string[];
  readonly proxies: readonly EngineProxy[];
  readonly #redis: RedisServer;
  readonly #kafka: KafkaServers;

  private constructor(
    region: string,
    redis: RedisServer,
    kafka: KafkaServers,
    proxies: readonly [EngineProxy, ...EngineProxy[]],
  ) {
    this.region = region;
    this.redisUrl = `redis://127.0.0.1:${proxies[0].port}`;
    this.brokers = kafka.addresses;
    this.proxies = proxies;
    this.#redis = redis;
    this.#kafka = kafka;
  }

  static async start(region: string, brokers: number): Promise<RegionRig> {
    const listen = (what: string) => EngineProxy.listen({ seed: `${region}/${what}` });
    const front = await listen('redis');
    const fronts = await Promise.all(
      Array.from({ length: brokers }, (_, at) => listen(`kafka/${at}`)),
    );
    const [redis, kafka] = await Promise.all([
      startRedis(),
      startKafka({ nodes: brokers, advertisedPorts: fronts.map(({ port }) => port) }),
    ]);
    front.forwardTo({ host: '127.0.0.1', port: redis.port });
    for (const [at, proxy] of fronts.entries()) {
      proxy.forwardTo({ host: 'localhost', port: kafka.brokers[at]?.port ?? 0 });
    }
    return new RegionRig(region, redis, kafka, [front, ...fronts]);
  }

  async loseRedis(): Promise<() => Promise<void>> {
    await this.#redis.stop('SIGKILL');
    return () => this.#redis.start();
  }

  async loseBroker(which: 'follower' | 'controller'): Promise<() => Promise<void>> {
    const { brokers } = this.#kafka;
    if (brokers.length < 3) {
      throw new Error(
        `${this.region} has ${brokers.length} broker: start the servers with --brokers 3`,
      );
    }
    const controller = await controllerOf(brokers);
    const victim = brokers.find(({ id }) => (id === controller) === (which === 'controller'));
    if (!victim) throw new Error(`${this.region} has no ${which}`);
    return killed([victim]);
  }

  /** Frozen brokers take connections and answer none: clients wait where a dead one would refuse them. */
  stopKafka(): Promise<() => Promise<void>> {
    const send = (signal: NodeJS.Signals) => {
      for (const { pid, isRunning } of this.#kafka.brokers)
        if (isRunning) process.kill(pid, signal);
    };
    send('SIGSTOP');
    return Promise.resolve(async () => send('SIGCONT'));
  }

  async stop(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    await Promise.all([this.#redis.stop(), this.#kafka.stop()]);
  }
}

async function killed(brokers: readonly KafkaBroker[]): Promise<() => Promise<void>> {
  await Promise.all(brokers.map((broker) => broker.stop('SIGKILL')));
  return async () => {
    const dead = brokers.filter(({ isRunning }) => !isRunning);
    await Promise.all(dead.map((broker) => broker.start()));
  };
}
