/** A member of a group and the topics it wants. */
export interface Candidate {
  readonly id: string;
  readonly topics: ReadonlySet<string>;
}

/**
 * Shares the partitions of each topic among the members that want it: sizes differ by at most one, and a
 * partition stays with its owner where that allows it. `owners` and the result: partition key -> member.
 */
export function assignPartitions(
  members: readonly Candidate[],
  topics: ReadonlyMap<string, readonly string[]>,
  owners: ReadonlyMap<string, string>,
): Map<string, string> {
  const result = new Map<string, string>();
  const load = new Map<string, number>();
  for (const [topic, partitions] of topics) {
    const wanting = members.filter((member) => member.topics.has(topic)).map(({ id }) => id);
    if (wanting.length > 0) assignTopic(wanting, partitions, owners, load, result);
  }
  return result;
}

function assignTopic(
  members: readonly string[],
  partitions: readonly string[],
  owners: ReadonlyMap<string, string>,
  load: Map<string, number>,
  result: Map<string, string>,
): void {
  const quota = Math.floor(partitions.length / members.length);
  let extras = partitions.length % members.length;
  const share = new Map(members.map((id) => [id, 0]));
  const take = (partition: string, id: string): void => {
    share.set(id, (share.get(id) ?? 0) + 1);
    load.set(id, (load.get(id) ?? 0) + 1);
    result.set(partition, id);
  };
  const homeless: string[] = [];
  for (const partition of partitions) {
    const owner = owners.get(partition);
    const held = owner === undefined ? undefined : share.get(owner);
    if (owner === undefined || held === undefined || held > quota) homeless.push(partition);
    else if (held < quota) take(partition, owner);
    else if (extras > 0) {
      extras -= 1;
      take(partition, owner);
    } else homeless.push(partition);
  }
  for (const partition of homeless) {
    const order = [...members].sort(
      (a, b) =>
        (share.get(a) ?? 0) - (share.get(b) ?? 0) ||
        (load.get(a) ?? 0) - (load.get(b) ?? 0) ||
        (a < b ? -1 : 1),
    );
    take(partition, order[0] ?? '');
  }
}
