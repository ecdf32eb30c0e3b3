import { type IncomingMessage, request } from 'node:http';
import { type MonitorFigures, refusedBy } from '@tandem/health';
import type { Link } from '../network/link.ts';
import { type Address, LinkStream } from '../network/link-stream.ts';
import type { Prober } from './watch.ts';

/** More of a body is not looked at. */
const BODY_BYTES = 10_240;

/** Opens a connection over the link and closes it: the accelerator's check. */
export function tcpProber(link: Link, address: Address): Prober {
  return (signal) =>
    new Promise((resolve) => {
      const stream = new LinkStream(link, address, { allowHalfOpen: false });
      const end = (reason?: string) => {
        resolve(reason);
        stream.destroy();
      };
      signal.addEventListener('abort', () => end('aborted'), { once: true });
      stream.on('error', (error) => end(describe(error)));
      stream.once('connect', () => end());
    });
}

/** One GET on a connection of its own, judged by the expected code and body: the monitor's check. */
export function httpProber(link: Link, address: Address, figures: MonitorFigures): Prober {
  const { host, port } = address;
  return (signal) =>
    new Promise((resolve) => {
      const outgoing = request({
        method: figures.method,
        path: figures.path,
        host,
        port,
        createConnection: () => new LinkStream(link, address, { allowHalfOpen: false }),
        headers: { 'user-agent': 'tandem-edge-monitor', connection: 'close' },
      });
      const end = (reason?: string) => {
        resolve(reason);
        outgoing.destroy();
      };
      signal.addEventListener('abort', () => end('aborted'), { once: true });
      outgoing.on('error', (error) => end(describe(error)));
      outgoing.on('response', (response) => {
        const status = response.statusCode ?? 0;
        readBody(response).then(
          (body) => end(refusedBy(figures, { status, body })),
          (error: unknown) => end(describe(error)),
        );
      });
      outgoing.end();
    });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_BYTES).toString('utf8');
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
