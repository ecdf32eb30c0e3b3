import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, the final zero included. */
const MAX_SOCKET_PATH_BYTES = 103;

/**
 * Where the engine of `dataDir` listens: `<dataDir>/<name>.sock`, or a short path in the temporary
 * directory derived from it where that would be too long for a Unix domain socket.
 */
export function socketPathFor(dataDir: string, name: string): string {
  const beside = join(resolve(dataDir), `${name}.sock`);
  if (Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES) return beside;
  const digest = createHash('sha256').update(beside).digest('hex').slice(0, 16);
  return join(tmpdir(), `tandem-${digest}.sock`);
}
