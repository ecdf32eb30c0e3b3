import type { Fault, FaultBoard } from '@tandem/core';
import type { TSchema } from 'typebox';
import { addFaultRoutes, createControl } from '../control-server.ts';
import { portOf } from '../listen.ts';

export interface EngineControlOptions<F extends Fault> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly operatorToken: string;
  readonly faults: FaultBoard<F>;
  readonly schema: TSchema;
}

export interface EngineControl {
  readonly port: number;
  close(): Promise<void>;
}

/** The faults of an embedded engine over HTTP, as those of every other party. Rejects when the port is in use. */
export async function startEngineControl<F extends Fault>(
  options: EngineControlOptions<F>,
): Promise<EngineControl> {
  const app = createControl({ operatorToken: options.operatorToken });
  addFaultRoutes(app, options.faults, options.schema);
  await app.listen({ host: options.host, port: options.port });
  return {
    port: portOf(app.server),
    close: () => app.close(),
  };
}
