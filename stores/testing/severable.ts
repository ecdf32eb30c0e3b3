import { createConnection, createServer, type Socket } from 'node:net';

/** A socket path that leads to `target` until it is severed; then nothing gets through any more. */
export interface Severable {
  readonly socketPath: string;
  /** Breaks the connections that exist; new ones work. */
  interrupt(): void;
  sever(): Promise<void>;
}

export async function severable(socketPath: string, target: string): Promise<Severable> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection(target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  const interrupt = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    socketPath,
    interrupt,
    async sever() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      interrupt();
      await closed;
    },
  };
}
