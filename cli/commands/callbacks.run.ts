import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandFailure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { callApi, findSystem, type WhereOptions } from '../running.ts';

const DeadLetters = Type.Object({
  callbacks: Type.Array(
    Type.Object({
      transactionId: Type.String(),
      customerId: Type.String(),
      responseType: Type.String(),
      attempts: Type.Number(),
      lastError: Type.Optional(Type.String()),
      deadAt: Type.Number(),
    }),
  ),
});
type DeadLetters = Static<typeof DeadLetters>;

type Options = WhereOptions & { readonly json?: boolean };

export async function listCallbacks(options: Options): Promise<number> {
  const { callbacks } = await deadLetters(options);
  if (options.json) printJson({ callbacks });
  else if (callbacks.length === 0) print('no dead letters');
  else print(tableOf(callbacks));
  return 0;
}

/** Requeues the named dead letters, or all of them. Exit 0 when every one was requeued. */
export async function retryCallbacks(ids: readonly string[], options: Options): Promise<number> {
  const { operator, dashboard } = await findSystem(options);
  const target = { url: dashboard.url, token: operator.token };
  const chosen =
    ids.length > 0 ? ids : (await deadLetters(options)).callbacks.map((each) => each.transactionId);
  for (const id of chosen) {
    await callApi(target, 'POST', `/api/callbacks/${encodeURIComponent(id)}/retry`);
  }
  if (options.json) printJson({ retried: chosen });
  else print(`${chosen.length} requeued`);
  return 0;
}

async function deadLetters(options: Options): Promise<DeadLetters> {
  const { dashboard } = await findSystem(options);
  const answer = await callApi(dashboard, 'GET', '/api/callbacks');
  if (Value.Check(DeadLetters, answer)) return answer;
  throw new CommandFailure(
    `${dashboard.url}/api/callbacks did not answer with a list of callbacks`,
  );
}

function tableOf(callbacks: DeadLetters['callbacks']): string {
  return table(
    ['transaction', 'customer', 'outcome', 'attempts', 'dead since', 'last error'],
    callbacks.map((each) => [
      each.transactionId,
      each.customerId,
      each.responseType,
      String(each.attempts),
      new Date(each.deadAt).toISOString(),
      each.lastError ?? '',
    ]),
  );
}
