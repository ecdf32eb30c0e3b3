import type { WorkloadName } from '@tandem/topology';

/** One thing that goes wrong, as data. Durations are milliseconds of real time, whatever the profile. */
export type FaultSpec =
  /** kill -9 of every process of the region. */
  | { readonly name: 'region-loss'; readonly region: string }
  /** The edge cannot reach the region, which goes on running. */
  | { readonly name: 'region-partition'; readonly region: string }
  /** The region cannot reach documents. */
  | { readonly name: 'documents-partition'; readonly region: string }
  /** Packets between the edge and the region vanish: nothing is reset, connections are held. */
  | { readonly name: 'region-blackhole'; readonly region: string }
  /** SIGSTOP to every process of the region, with guarded writes under way. */
  | { readonly name: 'region-freeze'; readonly region: string }
  /** kill -9 of the process of one workload. */
  | { readonly name: 'service-loss'; readonly region: string; readonly workload: WorkloadName }
  /** The SMSC cuts the binds of one region, and takes none from it; without a region: of all. */
  | { readonly name: 'smsc-loss'; readonly region?: string }
  | { readonly name: 'mno-slow'; readonly delayMs: number }
  | { readonly name: 'callback-down'; readonly status: number }
  /** Writes wait until a new primary is elected. */
  | { readonly name: 'documents-election'; readonly stallMs: number }
  /** The document server answers nobody. */
  | { readonly name: 'documents-unreachable' }
  /** kill -9 of the region's Redis, which returns empty. */
  | { readonly name: 'redis-loss'; readonly region: string }
  /** kill -9 of one broker of three. */
  | {
      readonly name: 'kafka-broker-loss';
      readonly region: string;
      readonly broker: 'follower' | 'controller';
    }
  /** SIGSTOP of every broker of the region. */
  | { readonly name: 'kafka-stop'; readonly region: string }
  /** Connections to MongoDB, Redis and Kafka are reset, one after the other. */
  | { readonly name: 'connections-reset'; readonly everyMs: number }
  | { readonly name: 'cache-lag'; readonly lagMs: number }
  | { readonly name: 'cache-partition' }
  /** The region's event log takes events and hands none out. */
  | { readonly name: 'events-stuck'; readonly region: string }
  | { readonly name: 'clock-skew'; readonly region: string; readonly offsetMs: number }
  /** SIGTERM with a notice, a drain, a replacement. */
  | { readonly name: 'spot-reclaim'; readonly region: string }
  /** The processes of the region drain and return, one after the other. */
  | { readonly name: 'rolling-restart'; readonly region: string }
  /** Singleton work moves, deliberately, as soon as the target is able to take it. */
  | { readonly name: 'failback'; readonly to: string };

export type FaultName = FaultSpec['name'];
