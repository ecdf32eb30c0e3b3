import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Role } from '../api/types.ts';
import * as documents from './documents.ts';
import * as local from './local-documents.ts';

const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'dashboard');
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** As the server has it (docs/reference/dashboard-api.md). */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface PagesServer {
  readonly url: string;
  /** Who is signed in; nobody when absent. */
  role: Role | undefined;
  /** The region that answers; the streams that stand are cut, as by the loss of the one before. */
  loseRegion(name: string): void;
  /** Paths of the API whose answers break off in the middle. */
  readonly brokenOff: Set<string>;
  /** The streams stand and say nothing any more, as those of a frozen region. */
  isFrozen: boolean;
  close(): Promise<void>;
}

/** The built pages, and an API that tells always the same: what pages make of it is tested with this. */
export async function startPagesServer(role?: Role): Promise<PagesServer> {
  const streams = new Set<ServerResponse>();
  let lost: string | undefined;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://local').pathname;
    if (path === '/dashboard/api/live') return stream(response);
    const api = path.split('/dashboard/api/')[1];
    if (api === undefined) return page(path, response);
    answer(api, response);
  });

  function stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    if (!pages.isFrozen) {
      response.write(`event: snapshot\ndata: ${JSON.stringify(documents.snapshot(lost))}\n\n`);
    }
    streams.add(response);
    const beat = setInterval(() => {
      if (pages.isFrozen) return;
      const { state, samples } = documents.snapshot(lost);
      response.write(
        `event: update\ndata: ${JSON.stringify({ state, sample: samples.at(-1) })}\n\n`,
      );
    }, 1_000);
    response.on('close', () => {
      clearInterval(beat);
      streams.delete(response);
    });
  }

  function answer(api: string, response: ServerResponse): void {
    const body = documentOf(api, pages.role);
    if (pages.brokenOff.has(api)) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      response.write('{"half":', () => response.destroy());
      return;
    }
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { status: 404, code: 'not-found', detail: 'Not here.' }));
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const pages: PagesServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dashboard/`,
    role,
    brokenOff: new Set(),
    isFrozen: false,
    loseRegion(name) {
      lost = name;
      for (const response of streams) response.destroy();
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return pages;
}

function page(path: string, response: ServerResponse): void {
  const file = join(BUILT, path.replace(/^\/dashboard\/?/, ''));
  const type = TYPES[extname(file)];
  if (type !== undefined && !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': type ?? 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
  });
  response.end(readFileSync(type === undefined ? join(BUILT, 'index.html') : file));
}

function documentOf(api: string, role: Role | undefined): unknown {
  if (api === 'session') return role ? documents.session(role) : documents.SIGNED_OUT;
  if (/^transactions\/.+\/trace$/.test(api)) return documents.TRACE;
  if (api.startsWith('try/phones/')) return local.PHONE;
  const fixed: Readonly<Record<string, unknown>> = {
    csrf: { token: 'a', expiresAt: Date.now() + 60_000 },
    'transactions/search': documents.FOUND,
    carrier: documents.CARRIER,
    failover: documents.FAILOVER,
    drills: local.DRILLS,
    'drills/region-loss': local.RESULT,
    'try/personas': local.PERSONAS,
    'try/processes': local.PROCESSES,
    'try/approvals': { transactionId: documents.TRACE.transactionId, requestId: 'pay-1' },
    callbacks: documents.DEAD_LETTERS,
    'audit/entries': documents.ENTRIES,
    'audit/verify': documents.VERIFIED,
  };
  return fixed[api];
}
