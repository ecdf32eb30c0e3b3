import { createControl } from '@tandem/local';
import { Type } from 'typebox';
import { type ServerFault, ServerFaultSchema } from './faults.ts';

export interface ControlOptions {
  readonly operatorToken: string;
  /** Resolves, once the fault is in force, with what heals it. */
  readonly inject: (fault: ServerFault) => Promise<() => Promise<void>>;
  /** Where the guarded writes of the documents go from now on; undefined: nowhere. */
  readonly record: (path: string | undefined) => Promise<void>;
}

const HOST = '127.0.0.1';
const FaultBody = Type.Object({ fault: ServerFaultSchema }, { additionalProperties: false });
const FaultParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) });
const HistoryBody = Type.Object(
  { path: Type.String({ minLength: 1, maxLength: 4_096 }) },
  { additionalProperties: false },
);

/** The faults of the servers over HTTP, as those of every party of the local system; each order waits until it is done. */
export async function startControl(
  options: ControlOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = createControl({ operatorToken: options.operatorToken });
  const healings = new Map<number, () => Promise<void>>();
  let last = 0;
  app.get('/faults', async () => ({ faults: [...healings.keys()].map((id) => ({ id })) }));
  app.post('/faults', { schema: { body: FaultBody } }, async (request, reply) => {
    const { fault } = request.body as { fault: ServerFault };
    const heal = await options.inject(fault);
    last += 1;
    healings.set(last, heal);
    reply.code(201);
    return { id: last, fault };
  });
  app.delete('/faults/:id', { schema: { params: FaultParams } }, async (request, reply) => {
    const id = Number((request.params as { id: string }).id);
    const heal = healings.get(id);
    if (!heal) {
      reply.code(404);
      return { detail: `no fault ${id} is in force` };
    }
    await heal();
    healings.delete(id);
    return { healed: 1 };
  });
  app.put('/history', { schema: { body: HistoryBody } }, async (request) => {
    const { path } = request.body as { path: string };
    await options.record(path);
    return { path };
  });
  app.delete('/history', async () => {
    await options.record(undefined);
    return {};
  });
  const url = await app.listen({ host: HOST, port: 0 });
  return {
    url,
    async close() {
      for (const heal of healings.values()) await heal();
      await app.close();
    },
  };
}
