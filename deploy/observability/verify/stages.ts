import { amtool } from './amtool.ts';
import { promtool } from './promtool.ts';
import { queries } from './queries.ts';
import type { ObservabilityStage } from './stage.ts';

/** What `tandem verify` asks of the observability of the system. */
export const OBSERVABILITY_STAGES: readonly ObservabilityStage[] = [queries, amtool, promtool];
