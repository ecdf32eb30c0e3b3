import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** An RFC 3339 date and time, or null when the operator knows of no change. */
const Change = Type.Union([
  Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)$',
  }),
  Type.Null(),
]);

/** Answer to POST /subscriber-status/v1/retrieve, shaped after the CAMARA SIM Swap API. */
const SubscriberStatusSchema = Type.Object({
  reachable: Type.Boolean(),
  latestSimChange: Change,
  latestImeiChange: Change,
});

export type SubscriberStatus = Static<typeof SubscriberStatusSchema>;

/** The error body of CAMARA (Commonalities, section on error responses). */
const CamaraErrorSchema = Type.Object({ code: Type.String({ maxLength: 64 }) });

const statusValidator = Compile(SubscriberStatusSchema);
const errorValidator = Compile(CamaraErrorSchema);

/** `undefined` when the text is not such an answer. */
export function parseSubscriberStatus(text: string): SubscriberStatus | undefined {
  const value = parseJson(text);
  return statusValidator.Check(value) ? value : undefined;
}

/** The stable code of an error answer, such as IDENTIFIER_NOT_FOUND. */
export function parseErrorCode(text: string): string | undefined {
  const value = parseJson(text);
  return errorValidator.Check(value) ? value.code : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
