import type { Level } from '@tandem/runtime';
import { runLocal } from '../run.ts';
import { Edge } from './edge.ts';
import { DEFAULT_DRAIN_MS, type EdgeOptions } from './options.ts';

/** What closing the listeners may take after requests and connections have drained. */
const CLOSE_MS = 3_000;

/**
 * The edge as a process: starts, tells its supervisor its ports (`api`, `applet`, `control`), serves until
 * SIGTERM and drains. Wrong options and ports in use end it with one line and exit code 1.
 */
export function runEdge(options: EdgeOptions, level: Level = 'info'): Promise<void> {
  const drainMs = options.drainMs ?? DEFAULT_DRAIN_MS;
  return runLocal({
    name: 'edge',
    level,
    drainDeadlineMs: drainMs + CLOSE_MS,
    start: async (logger) => {
      const edge = new Edge(options, {
        onChange: (path, region, change) => logger.warn({ path, region, change }, 'health changed'),
      });
      const ports = await edge.start();
      logger.info({ ports }, 'edge ready');
      return { ports: { ...ports }, drain: () => edge.stop() };
    },
  });
}
