import type { Fault, FaultBoard } from '@tandem/core';
import { createLogger, type Logger, runProcess } from '@tandem/runtime';
import type { Engine } from '@tandem/stores';
import type { TSchema } from 'typebox';
import { startEngineControl } from './control.ts';

/** Where an engine takes orders to misbehave. */
export interface EngineControlSettings {
  /** 0 takes a free one. */
  readonly port: number;
  readonly operatorToken: string;
}

export interface StartedEngine<F extends Fault> {
  readonly engine: Engine & { readonly faults: FaultBoard<F> };
  readonly schema: TSchema;
  /** After the engine has closed. */
  readonly closed?: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** An embedded engine as a process: tells its supervisor that it is ready, serves until SIGTERM, drains. */
export function runEngine<F extends Fault>(
  name: string,
  drainDeadlineMs: number,
  control: EngineControlSettings | undefined,
  start: (logger: Logger) => Promise<StartedEngine<F>>,
): Promise<void> {
  const logger = createLogger({ level: 'info', bindings: { engine: name } });
  return runProcess({
    logger,
    drainDeadlineMs,
    start: async () => {
      const { engine, schema, closed } = await start(logger);
      const { faults } = engine;
      const listening =
        control && (await startEngineControl({ ...control, host: HOST, faults, schema }));
      return {
        ports: listening === undefined ? {} : { control: listening.port },
        drain: async () => {
          await listening?.close();
          await engine.close();
          await closed?.();
        },
      };
    },
  });
}
