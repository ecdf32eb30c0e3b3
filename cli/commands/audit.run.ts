import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandFailure } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { callApi, findSystem, type WhereOptions } from '../running.ts';

const Chains = Type.Object({
  valid: Type.Boolean(),
  chains: Type.Array(
    Type.Object({
      region: Type.String(),
      valid: Type.Boolean(),
      segments: Type.Number(),
      entries: Type.Number(),
      breach: Type.Optional(Type.Object({ segment: Type.Number(), reason: Type.String() })),
    }),
  ),
});
type Chain = Static<typeof Chains>['chains'][number];

/** Walks every region's chain. Exit 0 when each is whole, 1 when one is broken. */
export async function verifyAudit(
  options: WhereOptions & { readonly json?: boolean },
): Promise<number> {
  const { dashboard } = await findSystem(options);
  const answer = await callApi(dashboard, 'GET', '/api/audit/verify');
  if (!Value.Check(Chains, answer)) {
    throw new CommandFailure(`${dashboard.url}/api/audit/verify did not answer with audit chains`);
  }
  if (options.json) printJson(answer);
  else for (const chain of answer.chains) print(describe(chain));
  return answer.valid ? 0 : 1;
}

function describe({ region, valid, segments, entries, breach }: Chain): string {
  const size = `${entries} entries in ${segments} segments`;
  if (valid) return `${region}: ok, ${size}`;
  return `${region}: BROKEN at segment ${breach?.segment ?? '?'} (${breach?.reason ?? 'unknown'}), ${size}`;
}
