import { join } from 'node:path';
import { cacheContract } from '../../contract/cache.ts';
import { OffsetClock } from '../../testing/offset-clock.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { startRegionEngine } from '../region-engine.ts';
import { connectCache } from './client.ts';

cacheContract('embedded', async () => {
  const directory = temporaryDirectory();
  const clock = new OffsetClock();
  const regions = ['east', 'west'] as const;
  const socketOf = (region: string): string => join(directory.path, `${region}.sock`);
  const engines = await Promise.all(
    regions.map((region) =>
      startRegionEngine({
        dataDir: join(directory.path, region),
        region,
        socketPath: socketOf(region),
        peers: regions.filter((other) => other !== region).map(socketOf),
        replicationLagMs: 10,
        clock,
      }),
    ),
  );
  return {
    connect: (region) => Promise.resolve(connectCache({ socketPath: socketOf(region) })),
    advance: (ms) => Promise.resolve(clock.advance(ms)),
    partition(partitioned) {
      for (const { faults } of engines) {
        if (partitioned) faults.inject({ kind: 'cache-partition' });
        else faults.healAll();
      }
      return Promise.resolve();
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.close()));
      directory.remove();
    },
  };
});
