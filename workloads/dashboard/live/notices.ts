import type { LiveState } from '../schemas.ts';

type Seen = Pick<LiveState, 'regions' | 'lease' | 'edge' | 'carrier' | 'at' | 'home'>;
type Notice = LiveState['notices'][number];

/** A queue this long takes seconds to empty. */
const LONG_QUEUE = 500;

/** What needs attention now, in plain sentences, the worst first. */
export function noticesOf(state: Seen): Notice[] {
  const notices = [...ofRegions(state), ...ofLease(state), ...ofCarrier(state)];
  const order = ['error', 'warning', 'info'];
  return notices.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function ofRegions({ regions, at }: Seen): Notice[] {
  return regions.flatMap(
    ({ name, state, drained, reasons, reportedAt, queues, binds }): Notice[] => {
      const notices: Notice[] = [];
      if (state === 'silent') {
        const seconds = reportedAt === undefined ? 0 : Math.round((at - reportedAt) / 1_000);
        const since = reportedAt === undefined ? '' : ` for ${seconds} s`;
        notices.push({
          level: 'error',
          text: `${name} has been silent${since}: it is lost or frozen.`,
        });
      } else if (drained) {
        notices.push({
          level: 'info',
          text: `${name} is drained: traffic is kept away on purpose.`,
        });
      } else if (state === 'down') {
        const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
        notices.push({ level: 'error', text: `${name} says that it cannot serve${why}.` });
      }
      if (state !== 'silent' && binds.bound < binds.of) {
        const text = `${name} has ${binds.bound} of ${binds.of} SMPP binds.`;
        notices.push({ level: binds.bound === 0 ? 'error' : 'warning', text });
      }
      for (const queue of queues.filter(({ depth }) => depth >= LONG_QUEUE)) {
        const text = `${name} has ${queue.depth} waiting: ${queue.name}.`;
        notices.push({ level: 'warning', text });
      }
      return notices;
    },
  );
}

function ofLease({ lease, regions, home }: Seen): Notice[] {
  if (!lease) {
    return [{ level: 'error', text: 'Nobody can say which region is active: documents are away.' }];
  }
  const { holder, handover } = lease;
  const notices: Notice[] = [];
  if (handover) {
    const text = `The active role is being handed from ${holder} to ${handover.to}.`;
    notices.push({ level: 'info', text });
  }
  const holding = regions.find(({ name }) => name === holder);
  if (holding?.state === 'silent') {
    const text = `${holder} is active and silent: the other region takes over when the lease lapses.`;
    notices.push({ level: 'warning', text });
  } else if (holder !== home) {
    notices.push({ level: 'info', text: `${holder} is active in place of ${home}.` });
  }
  return notices;
}

function ofCarrier({ carrier }: Seen): Notice[] {
  if (!carrier || carrier.faults.length === 0) return [];
  const text = `The carrier has faults that somebody injected: ${carrier.faults.join(', ')}.`;
  return [{ level: 'warning', text }];
}
