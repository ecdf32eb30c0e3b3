import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createTcp, type Socket } from 'node:net';
import { listen, portOf } from '../../listen.ts';

const UP = '{"status":"UP"}';

/** A region as the edge sees it: an API that answers /health, and an applet listener that echoes. */
export class FakeRegion {
  /** What /health answers. */
  health = { status: 200, body: UP };
  /** Everything but /health. */
  handle: RequestListener = (request, response) => {
    response.end(`${this.name} ${request.method} ${request.url}`);
  };
  /** Addresses from which applets connected. */
  readonly appletPeers: string[] = [];
  readonly api: Server;
  readonly applet: ReturnType<typeof createTcp>;
  readonly name: string;
  readonly sockets = new Set<Socket>();
  apiConnections = 0;

  constructor(name: string) {
    this.name = name;
    this.api = createHttp({ keepAliveTimeout: 60_000 }, (request, response) => {
      if (request.url === '/health') {
        response.writeHead(this.health.status).end(this.health.body);
        return;
      }
      this.handle(request, response);
    });
    this.api.on('connection', (socket) => {
      this.apiConnections += 1;
      this.#track(socket);
    });
    this.applet = createTcp({ allowHalfOpen: true }, (socket) => {
      this.appletPeers.push(socket.remoteAddress ?? '');
      this.#track(socket);
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    });
  }

  async start(): Promise<void> {
    await listen(this.api, 0, '127.0.0.1');
    await listen(this.applet, 0, '127.0.0.1');
  }

  get addresses() {
    return {
      region: this.name,
      api: { host: '127.0.0.1', port: portOf(this.api) },
      applet: { host: '127.0.0.1', port: portOf(this.applet) },
    };
  }

  /** As kill -9 does: listeners are gone and every connection is reset. */
  kill(): void {
    this.api.close();
    this.applet.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  #track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
