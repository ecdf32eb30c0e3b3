import { KINDS } from '../framework/kinds.ts';
import { type Emitted, named } from './view.ts';

/** What the validators of the kinds themselves find: missing fields, wrong types, values not allowed. */
export function invalidObjects(objects: readonly Emitted[]): string[] {
  return objects.flatMap((one) => {
    const Kind = KINDS.get(`${one.apiVersion} ${one.kind}`);
    if (Kind === undefined) {
      return [
        `${named(one)}: ${one.apiVersion} ${one.kind} is no kind that can be checked (framework/kinds.ts)`,
      ];
    }
    try {
      // The class takes the fields of its own kind, which is what is being found out.
      Reflect.construct(Kind, [one.object]).validate();
      return [];
    } catch (error) {
      return [`${named(one)}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}
