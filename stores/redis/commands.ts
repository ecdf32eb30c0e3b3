/**
 * Every command that the cache ever sends, and why an Active-Active database takes it and merges what two
 * regions did with it at the same time. Nothing else can be sent: the type of a command is its name here.
 */
export const COMMANDS = {
  AUTH: 'user and password of the access-control list, once a connection',
  PING: 'whether this replica answers',
  GET: 'reads this replica',
  SET: 'value and time to live in one write; of concurrent writers the last by wall clock wins',
  DEL: 'removes what this replica has seen; what another wrote at the same time stays',
  HGETALL: 'reads this replica',
  HSET: 'fields merge one by one; of concurrent writers of one field the last wins',
  HDEL: 'removes the field as this replica has seen it',
  INCRBY: 'a counter: what every region added is summed (59 bits)',
  PEXPIRE: 'of concurrent times to live the longest wins',
  MULTI: 'begins a write and its time to live, which this replica takes as one',
  EXEC: 'ends it: no key is ever without a time to live',
} as const;

export type CommandName = keyof typeof COMMANDS;

export type Command = readonly [name: CommandName, ...args: string[]];
