import { type Level, type Logger, reportIncident } from '@tandem/runtime';
import { type HistoryFile, openHistory } from '../history/index.ts';
import { runLocal } from '../run.ts';
import type { RoutedConnection } from './accelerator/tcp-proxy.ts';
import { Edge } from './edge.ts';
import { DEFAULT_DRAIN_MS, type EdgeOptions } from './options.ts';
import type { OnHealthChange } from './region-side.ts';

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
      const history = openHistory(options.history, logger);
      const edge = new Edge(options, {
        onChange: tellOfHealth(logger, history),
        onConnection: history && tellOfConnections(history),
      });
      const ports = await edge.start();
      logger.info({ ports }, 'edge ready');
      return {
        ports: { ...ports },
        drain: async () => {
          await edge.stop();
          await history?.close();
        },
      };
    },
  });
}

/** Applets do not learn which region they are connected to; whoever reads the history does, by `local`. */
function tellOfConnections(history: HistoryFile) {
  return (connection: RoutedConnection) =>
    history.record('edge', 'info', 'connection', { ...connection });
}

/** To the log, to the history, and to the supervisor, whom operators ask what happened. */
function tellOfHealth(logger: Logger, history: HistoryFile | undefined): OnHealthChange {
  return (path, region, { from, to, reason }) => {
    logger.warn({ path, region, from, to, reason }, 'health changed');
    history?.record('edge', 'info', 'health', { path, region, change: to });
    // What it finds at its own start is not something that happened.
    if (from === 'unknown' && to === 'up') return;
    reportIncident(`${path} of ${region} is ${to}${reason === undefined ? '' : `: ${reason}`}`);
  };
}
