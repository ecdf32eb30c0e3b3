import {
  type CounterEntry,
  type Entry,
  type Field,
  type FieldsEntry,
  isLater,
  newestStamp,
  type ValueEntry,
} from './entry.ts';

/**
 * What two replicas that hold `a` and `b` for one key agree on. Commutative, associative for writes of
 * two replicas, idempotent: entries may arrive twice and in any order.
 */
export function mergeEntries(a: Entry, b: Entry): Entry {
  if (a[0] === 'fields') return b[0] === 'fields' ? mergeFields(a, b) : fieldsOver(a, b);
  if (b[0] === 'fields') return fieldsOver(b, a);
  if (a[0] === 'value' && b[0] === 'value') return mergeValues(a, b);
  if (a[0] === 'counter' && b[0] === 'counter') return mergeCounters(a, b);
  return later(a, b);
}

function mergeValues(a: ValueEntry, b: ValueEntry): ValueEntry {
  const aWins = isLater(a[2], a[3], b[2], b[3]);
  const winner = aWins ? a : b;
  const loser = aWins ? b : a;
  const concurrent = loser[2] > winner[4];
  if (!concurrent || loser[1] <= winner[1]) return winner;
  return ['value', loser[1], winner[2], winner[3], winner[4], winner[5]];
}

function mergeFields(a: FieldsEntry, b: FieldsEntry): FieldsEntry {
  const clearedAt = Math.max(a[2], b[2]);
  const fields = new Map<string, Field>();
  for (const [name, field] of a[3]) if (field.stamp > clearedAt) fields.set(name, field);
  for (const [name, field] of b[3]) {
    if (field.stamp <= clearedAt) continue;
    const other = fields.get(name);
    if (!other || isLater(field.stamp, field.replica, other.stamp, other.replica)) {
      fields.set(name, field);
    }
  }
  return ['fields', Math.max(a[1], b[1]), clearedAt, fields];
}

function mergeCounters(a: CounterEntry, b: CounterEntry): CounterEntry {
  if (a[3] <= b[2]) return b;
  if (b[3] <= a[2]) return a;
  const sums = new Map(a[4]);
  for (const [replica, sum] of b[4]) {
    const other = sums.get(replica);
    if (!other || sum.stamp > other.stamp) sums.set(replica, sum);
  }
  const expiresAt = Math.max(a[1], b[1]);
  return ['counter', expiresAt, Math.max(a[2], b[2]), Math.min(a[3], b[3]), sums];
}

/** Fields against a value, a deletion or a counter: only fields written later survive it. */
function fieldsOver(entry: FieldsEntry, other: Exclude<Entry, FieldsEntry>): Entry {
  const clearedAt = Math.max(entry[2], newestStamp(other));
  const alive = [...entry[3]].filter(([, field]) => field.stamp > clearedAt);
  if (alive.length === 0) return other;
  return ['fields', entry[1], clearedAt, new Map(alive)];
}

function later(a: Entry, b: Entry): Entry {
  const stampA = newestStamp(a);
  const stampB = newestStamp(b);
  if (stampA !== stampB) return stampA > stampB ? a : b;
  return nameOf(a) > nameOf(b) ? a : b;
}

function nameOf(entry: Entry): string {
  return entry[0] === 'value' || entry[0] === 'deleted' ? `${entry[3]} ${entry[0]}` : entry[0];
}
