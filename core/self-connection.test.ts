import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isSelfConnected } from './self-connection.ts';

const HOST = '127.0.0.1';

describe('isSelfConnected', () => {
  it('tells a socket that connected to its own port from one that found a server', async () => {
    const server = createServer().listen(0, HOST);
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    const { port } = address;
    const ordinary = connect({ host: HOST, port });
    await new Promise((resolve) => ordinary.once('connect', resolve));
    expect(isSelfConnected(ordinary)).toBe(false);
    ordinary.destroy();
    await new Promise((resolve) => server.close(resolve));

    const self = connect({ host: HOST, port, localAddress: HOST, localPort: port });
    await new Promise((resolve) => self.once('connect', resolve));
    expect(isSelfConnected(self)).toBe(true);
    self.destroy();
  });
});
