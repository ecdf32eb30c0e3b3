import type { WorkloadContext } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import type { FastifyPluginAsync } from 'fastify';

export type Routes = FastifyPluginAsync;

const waiting = new WeakMap<Documents, Routes[]>();

/**
 * Puts routes on the listener of `api`, when `api` runs in this process: call it in the factory, that is
 * before any workload starts. Returns false when there is no such listener here, and the caller must
 * listen itself (with createHttpServer).
 *
 * The routes are encapsulated: their hooks and parsers touch nothing else. Errors that they throw are
 * answered as problem+json, and the limits on headers, bodies and time hold for them too.
 */
export function shareApiListener(context: WorkloadContext, routes: Routes): boolean {
  if (!context.config.workloads.includes('api')) return false;
  const known = waiting.get(context.documents) ?? [];
  known.push(routes);
  waiting.set(context.documents, known);
  return true;
}

/** The routes that wait for the listener of this process; `api` mounts them when it starts. */
export function sharedRoutes(context: WorkloadContext): readonly Routes[] {
  return waiting.get(context.documents) ?? [];
}
