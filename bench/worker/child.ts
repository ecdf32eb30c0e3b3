import type { WorkerCall, WorkerReply } from './messages.ts';

/** What a role of the benchmark can be asked to do, by name. Arguments and results must survive JSON. */
export type WorkerMethods = Readonly<Record<string, (argument: never) => unknown>>;

/** Answers the calls of the process that started this one, until it lets go; then the process ends. */
export function answerCalls(methods: WorkerMethods): void {
  process.on('message', (call: WorkerCall) => {
    void answer(methods, call);
  });
  process.once('disconnect', () => process.exit(0));
}

async function answer(methods: WorkerMethods, call: WorkerCall): Promise<void> {
  const { id } = call;
  try {
    const method = methods[call.method];
    if (!method) throw new Error(`no method ${call.method}`);
    reply({ id, result: await method(call.argument as never) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(message: WorkerReply): void {
  process.send?.(message);
}
