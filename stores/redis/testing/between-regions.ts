/** Two servers stand where Redis Cloud has the replicas of one database. */
const NOT_ACTIVE_ACTIVE =
  'open-source Redis has no active-active: two servers are replicas with an infinite lag';

/** What the contract of the cache asks of replicas and two servers cannot do, and why. */
export const BETWEEN_REGIONS = Object.fromEntries(
  [
    'shows a write in the other region a moment later',
    'lets the last of two concurrent writers win, in both regions',
    'lets the longest time to live of concurrent writers win',
    'takes the time to live of a writer who had seen the other write',
    'sums what both regions added',
    'merges fields one by one, the last writer of each winning',
    'keeps a deletion from being undone by an older write',
  ].map((name) => [name, NOT_ACTIVE_ACTIVE]),
);
