import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandFailure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { callApi, findSystem, type WhereOptions } from '../running.ts';

const Trace = Type.Object({
  transactionId: Type.String(),
  requestId: Type.String(),
  customerId: Type.String(),
  model: Type.String(),
  state: Type.String(),
  acceptedAt: Type.Number(),
  deadline: Type.Number(),
  outcome: Type.Optional(
    Type.Object({ responseType: Type.String(), status: Type.String(), decidedAt: Type.Number() }),
  ),
  cause: Type.Optional(Type.Object({ name: Type.String(), sentence: Type.String() })),
  lines: Type.Array(
    Type.Object({
      at: Type.Number(),
      region: Type.String(),
      source: Type.String(),
      lane: Type.String(),
      what: Type.String(),
      title: Type.String(),
      detail: Type.Optional(Type.String()),
    }),
  ),
  complete: Type.Boolean(),
});
type Trace = Static<typeof Trace>;

/** Exit 0 when the request is known. */
export async function trace(
  id: string,
  options: WhereOptions & { readonly json?: boolean },
): Promise<number> {
  const { dashboard } = await findSystem(options);
  const path = `/api/transactions/${encodeURIComponent(id)}/trace`;
  const answer = await callApi(dashboard, 'GET', path);
  if (!Value.Check(Trace, answer)) {
    throw new CommandFailure(`${dashboard.url}${path} did not answer with a trace`);
  }
  if (options.json) printJson(answer);
  else printTrace(answer);
  return 0;
}

function printTrace(life: Trace): void {
  const { outcome, acceptedAt, deadline, lines, cause } = life;
  print(`transaction ${life.transactionId}, request ${life.requestId} of ${life.customerId}`);
  const seconds = (deadline - acceptedAt) / 1_000;
  print(
    `${life.model}, accepted ${new Date(acceptedAt).toISOString()}, deadline after ${seconds} s\n`,
  );
  print(
    table(
      ['after', 'region', 'from', 'step', 'what happened', 'detail'],
      lines.map(({ at, region, lane, what, title, detail }) => [
        `${((at - acceptedAt) / 1_000).toFixed(3)} s`,
        region,
        lane,
        what,
        title,
        detail ?? '',
      ]),
    ),
  );
  print(
    outcome ? `\n${outcome.responseType} (${outcome.status})` : `\nno outcome yet: ${life.state}`,
  );
  if (cause) print(`cause: ${cause.sentence} (${cause.name})`);
  if (!life.complete) print('the audit log of that time was searched in part only');
}
