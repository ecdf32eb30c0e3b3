import { isObject, type JsonObject, objectAt } from '../framework/tidy.ts';
import { blocksOf, type View } from './view.ts';

const EVERYWHERE = ['Owner', 'RegionRole', 'Stack', 'System'];

/** Everything says whose it is, in which role its region is, and for which rows it is there. */
export function* tags(view: View): Iterable<string> {
  for (const [name, json] of view.stacks) {
    for (const provider of blocksOf(objectAt(json, 'provider'), 'aws')) {
      const given = blocksOf(provider, 'default_tags').map((block) => objectAt(block, 'tags'))[0];
      for (const tag of EVERYWHERE) {
        if (given?.[tag] !== undefined) continue;
        yield `${name}: the provider of ${provider.region} sets no default tag ${tag}`;
      }
    }
  }
  for (const { at, rows, body } of view.resources) {
    if (rows.length === 0) yield `${at}: is of no row`;
    if (isObject(body.tags) && rowsTag(body.tags) !== rows.join(' ').toLowerCase()) {
      yield `${at}: its tag Rows is not its rows, ${rows.join(' ')}`;
    }
  }
}

/** Redis Cloud takes tags in lower case alone. */
const rowsTag = (tags: JsonObject): string => String(tags.Rows ?? tags.rows).toLowerCase();
