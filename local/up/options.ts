import type { Profile } from '@tandem/topology';
import type { Incident } from './incidents.ts';
import type { ProcessPlan } from './plan.ts';
import type { ProcessEvent } from './process-log.ts';

/** What is undefined here is not set there. */
type Environment = Readonly<Record<string, string | undefined>>;

export interface UpOptions {
  readonly profile: Profile;
  readonly dataDir: string;
  readonly portBase?: number;
  /** One process per workload instead of one per region. */
  readonly split?: boolean;
  /** The bundle that child processes start from; default: the script of this process. */
  readonly entry?: string;
  /** Extra environment of every child process. */
  readonly env?: Environment;
  /** Of the processes of one region, by its name; overrules `env`. */
  readonly regionEnv?: Readonly<Record<string, Environment>>;
  /** Of one process, by its name; overrules both. */
  readonly processEnv?: Readonly<Record<string, Environment>>;
  /** Another way to start a process: a rehearsal of manifests gives what they say. */
  readonly replan?: (plan: ProcessPlan) => ProcessPlan;
  /** The built-in bank; default: true. */
  readonly bank?: boolean;
  /** Where every process outside the regions records what it saw, each in a file of its own. */
  readonly historyDir?: string;
  /** Of all that is random in carrier, bank and edge; default: 1. */
  readonly seed?: number;
  /** How long people and networks take, against their ordinary time; 0: no time. */
  readonly pace?: number;
  /** Drills that the dashboard may start, and where their reports go; without them it offers none. */
  readonly drills?: {
    readonly reports: string;
    readonly catalogue: readonly { readonly name: string; readonly sentence: string }[];
  };
  readonly onIncident?: (incident: Incident) => void;
  readonly onProcess?: (event: ProcessEvent) => void;
}
