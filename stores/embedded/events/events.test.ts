import { join } from 'node:path';
import { eventsContract } from '../../contract/events.ts';
import type { Events } from '../../ports/events.ts';
import { type Severable, severable } from '../../testing/severable.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { startRegionEngine } from '../region-engine.ts';
import { connectEvents } from './client.ts';

eventsContract('embedded', async () => {
  const directory = temporaryDirectory();
  const engine = await startRegionEngine({ dataDir: directory.path, region: 'east' });
  const ways = new Map<Events, Severable>();
  let connected = 0;
  return {
    async connect(topics) {
      connected += 1;
      const near = join(directory.path, `${connected}.sock`);
      const way = await severable(near, engine.socketPath);
      const client = connectEvents({ socketPath: near, topics });
      ways.set(client, way);
      return client;
    },
    async kill(client) {
      await ways.get(client)?.sever();
      ways.delete(client);
    },
    async close() {
      await Promise.all([...ways.values()].map((way) => way.sever()));
      await engine.close();
      directory.remove();
    },
  };
});
