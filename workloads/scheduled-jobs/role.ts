import {
  counter,
  type Logger,
  type RegionReport,
  type RegionsView,
  type Registry,
  type Standing,
} from '@tandem/runtime';
import type { RoleChange, StaleEpochError } from '../guard/index.ts';

/**
 * A region that cannot serve, or whose process is ending, takes nothing over by itself. One that is drained
 * does: its traffic is kept away, and singleton work is none.
 */
export function mayPromote({ up, reasons }: RegionReport): boolean {
  return up || (reasons.length > 0 && reasons.every((reason) => reason === 'drained'));
}

/** A drained region gives singleton work to one that would serve well. */
export function stepAsideFor(standing: Standing | undefined): string | undefined {
  return standing?.drained ? standing.othersAble[0] : undefined;
}

/** What `tandem status` tells about it, even when this region is dead by then. */
export function recordRole(
  { regions, logger }: { readonly regions: RegionsView; readonly logger: Logger },
  change: RoleChange,
): void {
  logger.info(change, 'the role of this region changed');
  regions.history.record({ event: change.kind, epoch: change.epoch, ...detailOf(change) });
}

function detailOf(change: RoleChange): { readonly detail?: string } {
  if (change.kind === 'promoted' || change.kind === 'stepped-down') return { detail: change.why };
  return change.kind === 'released' ? { detail: `to ${change.to}` } : {};
}

export interface RefusalsOptions {
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly regions: RegionsView;
}

/** Counts and logs every refused write; the history gets one entry for each document and epoch. */
export function refusals(options: RefusalsOptions): (refused: StaleEpochError) => void {
  const { logger, metrics, regions } = options;
  const total = counter(metrics, {
    name: 'tandem_guard_refused_total',
    help: 'Writes of singleton work that the store refused, as a newer epoch holds the document.',
    labelNames: ['document'],
  });
  const known = new Set<string>();
  return (refused) => {
    const { document, epoch, held, message } = refused;
    total.inc({ document });
    logger.warn({ document, epoch, held }, 'a guarded write was refused');
    const key = `${document}/${held}`;
    if (known.has(key)) return;
    known.add(key);
    regions.history.record({ event: 'guard-refused', epoch: held, detail: message });
  };
}
