import type { FaultSpec } from '../catalogue/fault-spec.ts';
import { type Fault, operation, ordered, together } from './fault.ts';
import { regionFreeze } from './freeze.ts';
import {
  documentsUnreachable,
  regionLoss,
  rollingRestart,
  serviceLoss,
  spotReclaim,
} from './processes.ts';

/** What a spec asks for, ready to be injected once. */
export function faultOf(spec: FaultSpec): Fault {
  switch (spec.name) {
    case 'region-loss':
      return regionLoss(spec.region);
    case 'region-partition':
      return ordered(({ edge }) => edge, { kind: 'partition', region: spec.region });
    case 'region-blackhole':
      return ordered(({ edge }) => edge, { kind: 'blackhole', region: spec.region });
    case 'documents-partition':
      return ordered(({ documents }) => documents, {
        kind: 'partition',
        client: spec.region,
      });
    case 'region-freeze':
      return regionFreeze(spec.region);
    case 'service-loss':
      return serviceLoss(spec.region, spec.workload);
    case 'smsc-loss': {
      const whose = spec.region === undefined ? {} : { systemType: spec.region };
      return ordered(({ carrier }) => carrier, { kind: 'drop-binds', ...whose });
    }
    case 'mno-slow':
      return ordered(({ carrier }) => carrier, { kind: 'mno-slow', delayMs: spec.delayMs });
    case 'callback-down':
      return ordered(({ bank }) => bank, { kind: 'refuse', status: spec.status });
    case 'documents-election':
      return ordered(({ documents }) => documents, { kind: 'election', stallMs: spec.stallMs });
    case 'documents-unreachable':
      return documentsUnreachable();
    case 'redis-loss':
    case 'kafka-stop':
      return ordered(({ servers }) => servers, { kind: spec.name, region: spec.region });
    case 'kafka-broker-loss': {
      const { name: kind, region, broker } = spec;
      return ordered(({ servers }) => servers, { kind, region, broker });
    }
    case 'connections-reset':
      return ordered(({ servers }) => servers, { kind: 'reset', everyMs: spec.everyMs });
    case 'cache-lag':
      return everyEngine({ kind: 'cache-lag', lagMs: spec.lagMs });
    case 'cache-partition':
      return everyEngine({ kind: 'cache-partition' });
    case 'events-stuck':
      return ordered((target) => target.engine(spec.region), { kind: 'events-stuck' });
    case 'clock-skew':
      return {
        inject: (target) => target.skewClocks(spec.region, spec.offsetMs),
        heal: (target) => target.skewClocks(spec.region, 0),
      };
    case 'spot-reclaim':
      return spotReclaim(spec.region);
    case 'rolling-restart':
      return rollingRestart(spec.region);
    case 'failback':
      return operation(
        (target) => target.failback(spec.to),
        () => Promise.resolve(),
      );
  }
}

function everyEngine(order: Readonly<Record<string, unknown>>): Fault {
  const each = (index: number) =>
    ordered((target) => target.engine(target.topology.regions[index]?.name ?? ''), order);
  return together([each(0), each(1)]);
}
