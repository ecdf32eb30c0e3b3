import { createServer } from 'node:net';
import { AppletKeyring, createAppletServer } from '@tandem/applet';
import { answerCalls } from '../worker/child.ts';
import { residentBytes } from '../worker/memory.ts';

export const BENCH_MASTER = Buffer.alloc(16, 0x20);
/** As many bytes as a signed NothingPending. */
const BARE_REPLY = Buffer.alloc(38, 0x41);
const HOST = '127.0.0.1';

/** The server process: the applet server, and a bare TCP server that answers each chunk with as many bytes. */
export function runAppletServer(): void {
  const keyring = new AppletKeyring({ master: BENCH_MASTER });
  const counters = new Map<string, number>();
  const server = createAppletServer({
    host: HOST,
    port: 0,
    idleTimeoutMs: 600_000,
    authentication: {
      keyFor: (appletId) => keyring.keyFor(appletId),
      acceptCounter(appletId, counter) {
        if (counter <= (counters.get(appletId) ?? -1)) return false;
        counters.set(appletId, counter);
        return true;
      },
    },
    handle: () => ({ name: 'NothingPending', retryAfterSeconds: 5 }),
  });
  answerCalls({
    listen: async () => (await server.listen()).port,
    listenBare: () => listenBare(),
    connections: () => server.connections,
    residentBytes,
    forgetCounters: () => counters.clear(),
  });
}

function listenBare(): Promise<number> {
  const bare = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write(BARE_REPLY));
  });
  return new Promise((resolve, reject) => {
    bare.once('error', reject);
    bare.listen({ host: HOST, port: 0, backlog: 1024 }, () => {
      const address = bare.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
