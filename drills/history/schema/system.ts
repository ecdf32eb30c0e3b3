import { count, flag, maybe, oneOf, region, text, value } from './kinds.ts';

const path = () =>
  oneOf(['api', 'applet'], 'HTTP through Cloudflare, or TCP 9506 through the accelerator');

export const health = {
  process: 'edge',
  meaning: 'The health that the edge gives a region has changed.',
  types: {
    info: value({
      path: path(),
      region: region('whose health it is'),
      change: oneOf(['up', 'down'], 'what it became'),
    }),
  },
} as const;

export const route = {
  process: 'edge',
  meaning: 'New work of a path goes to another region.',
  types: {
    info: value({
      path: path(),
      from: maybe(region('that had it')),
      to: maybe(region('that gets it; absent: none does')),
      place: maybe(region('the nearest region of the clients concerned')),
    }),
  },
} as const;

export const connection = {
  process: 'edge',
  meaning:
    'The accelerator gave a connection to a region. Applets cannot tell which: theirs is found by `local`.',
  types: {
    info: value({
      local: text("the client's end, address:port"),
      region: region('that got it'),
      place: maybe(region('that is nearest to the client')),
      via: maybe(text('why this region')),
    }),
  },
} as const;

const faultFields = () => ({
  name: text('of the fault; its healing has the same'),
  region: maybe(region('that it strikes')),
  arbiter: maybe(flag('documents answer nobody while it lasts')),
});

export const fault = {
  process: 'nemesis',
  meaning: 'A fault begins: ordered at invoke, in force at ok.',
  types: { invoke: value(faultFields()), ok: value(faultFields()), info: value(faultFields()) },
} as const;

export const heal = {
  process: 'nemesis',
  meaning: 'A fault ends: ordered at invoke, over at ok.',
  types: { invoke: value(faultFields()), ok: value(faultFields()), info: value(faultFields()) },
} as const;

export const guardedWrite = {
  process: 'documents',
  meaning: 'A compare-and-set of a document that carries an epoch, as the store decided it.',
  types: {
    ok: value({
      collection: maybe(text('of the document')),
      id: text('of the document'),
      client: text('the region that wrote'),
      epoch: count('that the document has now'),
      version: count('that the document has now'),
      holder: maybe(region('that holds the epoch: the lease only')),
    }),
    fail: value({
      collection: maybe(text('of the document')),
      id: text('of the document'),
      client: text('the region that was refused'),
      epoch: count('offered'),
      version: count('offered'),
      heldEpoch: maybe(count('that the document has; absent when there is no such document')),
      heldVersion: maybe(count('that the document has')),
      reason: maybe(text('when it was not refused for its version')),
    }),
  },
} as const;

export const processChange = {
  process: 'supervisor',
  meaning: 'A process of the system began or ended.',
  types: {
    info: value({
      name: text('of the process'),
      region: maybe(region('that it belongs to')),
      change: oneOf(['started', 'ready', 'ended', 'signal'], 'what happened'),
      signal: maybe(text('that it was sent, or that ended it')),
      pid: maybe(count('of the operating system')),
    }),
  },
} as const;

export const gap = {
  process: 'history',
  meaning:
    'A recorder could not write: operations are missing, and nothing can be proven from their absence.',
  types: {
    info: value({ file: text('of the recorder'), dropped: count('operations that are missing') }),
  },
} as const;
