import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandFailure } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { callApi, findSystem, type WhereOptions } from '../running.ts';

const Invited = Type.Object({ token: Type.String() });

export interface SignInOptions extends WhereOptions {
  readonly role: 'viewer' | 'support' | 'operator';
  readonly json?: boolean;
}

/** Prints an address of the dashboard whose token serves once. The operator token is needed for it. */
export async function signIn({ role, json, ...where }: SignInOptions): Promise<number> {
  const { dashboard, operator } = await findSystem(where);
  const target = { url: dashboard.url, token: operator.token };
  const answer = await callApi(target, 'POST', '/api/sign-ins', { role });
  if (!Value.Check(Invited, answer)) {
    throw new CommandFailure(`${dashboard.url}/api/sign-ins did not answer with a token`);
  }
  // Behind the #: no browser sends it to a server.
  const url = `${dashboard.url}/#token=${answer.token}`;
  if (json) printJson({ url, role });
  else print(url);
  return 0;
}
