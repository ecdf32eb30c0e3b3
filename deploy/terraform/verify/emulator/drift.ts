import { isObject, type Json, type JsonObject, objectAt } from '../../framework/tidy.ts';
import { KNOWN_DRIFT } from './limits.ts';

export interface Drift {
  /** The emulator's, by the names under which limits.ts has their reasons: `aws_lb_listener.mutual_authentication`. */
  readonly known: readonly string[];
  /** What nobody has explained yet. */
  readonly findings: readonly string[];
}

/** What a plan after the apply still wants to change. Takes `terraform show -json` of that plan. */
export function driftOf(plan: unknown): Drift {
  const { resource_changes: changes } = isObject(plan) ? plan : {};
  const wanted = (Array.isArray(changes) ? changes.filter(isObject) : []).flatMap(wantedBy);
  const known = wanted.filter(isKnown).map(({ type, path }) => `${type}.${path.split('.')[0]}`);
  return {
    known: [...new Set(known)].sort(),
    findings: wanted
      .filter((one) => !isKnown(one))
      .map(({ address, path }) => `${address}: a second plan wants to change ${path}`),
  };
}

interface Wanted {
  readonly address: string;
  readonly type: string;
  readonly path: string;
}

const isKnown = ({ type, path }: Wanted): boolean =>
  KNOWN_DRIFT.some(
    (drift) =>
      drift.type === type &&
      drift.paths.some((known) => path === known || path.startsWith(`${known}.`)),
  );

/** One for each value; one for the whole resource where it is made, removed or replaced as it is. */
function wantedBy(resource: JsonObject): Wanted[] {
  const change = objectAt(resource, 'change');
  const actions = [change.actions ?? []].flat().map(String);
  if (actions.every((action) => action === 'no-op' || action === 'read')) return [];
  const { before = null, after = null, after_unknown: unknown } = change;
  const both = isObject(before) && isObject(after);
  const changed = both ? [...new Set(differences(before, after, unknown, []))] : [];
  const paths = changed.length === 0 ? [actions.join('+')] : changed;
  const of = { address: String(resource.address), type: String(resource.type) };
  return paths.map((path) => ({ ...of, path }));
}

/** Where two values differ in what is known before it is applied, blocks without their numbers. */
function differences(before: Json, after: Json, unknown: unknown, at: string[]): string[] {
  if (unknown === true) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const unknowns: unknown[] = Array.isArray(unknown) ? unknown : [];
    if (before.length !== Math.max(after.length, unknowns.length)) return [at.join('.')];
    return before.flatMap((item, index) =>
      differences(item, after[index] ?? null, unknowns[index], at),
    );
  }
  if (isObject(before) && isObject(after)) {
    const unknowns = isObject(unknown) ? unknown : {};
    return Object.keys({ ...before, ...after }).flatMap((name) =>
      differences(before[name] ?? null, after[name] ?? null, unknowns[name], [...at, name]),
    );
  }
  return before === after ? [] : [at.join('.')];
}
