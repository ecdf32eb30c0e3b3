import { TandemError } from '@tandem/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type BuiltFile, builtPagesDir, readBuiltFiles } from './files.ts';
import { pageHeaders } from './headers.ts';

const INDEX = 'index.html';
const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tandem</title></head>
<body><p>The pages of the dashboard are not built. Run <code>npm run prepare</code>, then reload.</p></body></html>
`;

/**
 * The built pages: files as they are, and the first page for every address that a page makes up by itself.
 * They hold no data; whoever opens them signs in, and their script asks the API.
 */
export function pageRoutes(dir: string | undefined = builtPagesDir()) {
  return async (server: FastifyInstance): Promise<void> => {
    const files = dir === undefined ? new Map<string, BuiltFile>() : readBuiltFiles(dir);
    const schema = { hide: true };
    const serve = (request: FastifyRequest, reply: FastifyReply, path: string) => {
      pageHeaders(request, reply);
      const found = files.get(path);
      if (found) return send(request, reply, found);
      if (isFile(path)) throw new TandemError('not-found', { what: 'This file' });
      const index = files.get(INDEX);
      if (index) return send(request, reply, index);
      return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
    };
    server.get('/dashboard', { schema }, (request, reply) => serve(request, reply, INDEX));
    server.get<{ Params: { '*': string } }>('/dashboard/*', { schema }, (request, reply) =>
      serve(request, reply, request.params['*']),
    );
  };
}

/** Addresses of pages have no dot; below api/ there are no pages. */
function isFile(path: string): boolean {
  return path.startsWith('api/') || path.includes('.');
}

function send(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): FastifyReply {
  reply.headers({
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const accepted = acceptedIn(request.headers['accept-encoding']);
  reply.type(file.type);
  if (file.br && accepted.has('br')) return reply.header('content-encoding', 'br').send(file.br);
  if (file.gzip && accepted.has('gzip')) {
    return reply.header('content-encoding', 'gzip').send(file.gzip);
  }
  return reply.send(file.plain);
}

/** RFC 9110 section 12.5.3; a weight of 0 is a refusal. */
function acceptedIn(header: string | string[] | undefined): Set<string> {
  const codings = String(header ?? '').split(',');
  return new Set(
    codings
      .filter((coding) => !/;\s*q=0(\.0*)?\s*$/.test(coding))
      .map((coding) => (coding.split(';')[0] ?? '').trim()),
  );
}
