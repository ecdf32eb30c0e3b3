import type { Clock } from '@tandem/core';
import { counter, type Logger, type Registry } from '@tandem/runtime';
import { type RegionGuard, StaleEpochError } from '../../guard/index.ts';
import { Periodic } from '../../pace/index.ts';
import type { SingletonJob } from './job.ts';

export interface JobRunnerOptions {
  readonly clock: Clock;
  readonly guard: RegionGuard;
  readonly jobs: readonly SingletonJob[];
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly onRefused: (refused: StaleEpochError) => void;
}

/** Runs every job at its pace while this region holds the epoch; elsewhere it only keeps the time. */
export class JobRunner {
  readonly #periodics: readonly Periodic[];

  constructor({ clock, guard, jobs, logger, metrics, onRefused }: JobRunnerOptions) {
    const runs = counter(metrics, {
      name: 'tandem_scheduled_jobs_runs_total',
      help: 'Runs of singleton jobs, by job and result.',
      labelNames: ['job', 'result'],
    });
    this.#periodics = jobs.map(({ name: job, everyMs, run }) => {
      const goOn = () => guard.isActive();
      const work = async () => {
        const ran = await guard.run(async (epoch) => {
          await run({ epoch, goOn: () => goOn() && guard.epoch === epoch });
          return true;
        });
        if (ran) runs.inc({ job, result: 'done' });
      };
      const onError = (error: unknown) => {
        const stale = error instanceof StaleEpochError;
        runs.inc({ job, result: stale ? 'stale' : 'failed' });
        if (stale) onRefused(error);
        else logger.warn({ err: error, job }, 'a job failed');
      };
      return new Periodic({ clock, everyMs, work, onError });
    });
  }

  start(): void {
    for (const periodic of this.#periodics) periodic.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#periodics.map((periodic) => periodic.stop()));
  }
}
