import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';

export const smpp: TopologyDraft['smpp'] = {
  ours: 'SMSC links in the field rarely accept more than 100 to 150 messages/s a bind.',
  bindsPerRegion: 8,
  window: 10,
  messagesPerSecondPerBind: 125,
  bindTimeoutMs: 5 * SECOND,
  responseTimeoutMs: 10 * SECOND,
  enquireLinkMs: 30 * SECOND,
  reconnectMinMs: 500,
  reconnectMaxMs: 30 * SECOND,
  throttleBackoffMinMs: 500,
  throttleBackoffMaxMs: 10 * SECOND,
  // SMPP 3.4 section 5.2.5 and 5.2.6: type of number 5 is alphanumeric, plan 0 is unknown.
  sourceAddress: { address: 'TANDEM', ton: 5, npi: 0 },
};

export const applet: TopologyDraft['applet'] = {
  ours: 'The description has the port and the message ids only.',
  maxFrameBytes: 1_400,
  maxConnections: 20_000,
  firstFrameTimeoutMs: 10 * SECOND,
  // Longer than the longest popup, so that an applet may hold its connection while a person decides.
  idleTimeoutMs: 150 * SECOND,
  nothingPendingRetrySeconds: 5,
  answerRepeatMs: 5 * SECOND,
};

export const shutdown: TopologyDraft['shutdown'] = {
  ours: 'The notice of row W5 bounds it.',
  drainDeadlineMs: MINUTE,
  terminationGraceMs: 90 * SECOND,
};

/** A lease is renewed three times in its length, so that two lost renewals do not cost it; a standby looks more often. */
export function leaseOf(durationMs: number): TopologyDraft['lease'] {
  return {
    ours: 'Two sites cannot tell a split from a crash; the holder of the lease in documents can.',
    durationMs,
    renewEveryMs: durationMs / 3,
    lookEveryMs: Math.min(SECOND, durationMs / 3),
  };
}

// An election of the documents does not promote anyone: the lease runs only while documents answer.
export const lease = leaseOf(15 * SECOND);

export const health: TopologyDraft['health'] = {
  ours: 'The description says what /health answers, not when; hysteresis keeps it from flapping.',
  checkEveryMs: SECOND,
  dependencyTimeoutMs: 2 * SECOND,
  failuresToDown: 3,
  successesToUp: 3,
};

export const audit: TopologyDraft['audit'] = {
  ours: 'Row W1-audit names the workload only.',
  sealEveryMs: MINUTE,
  sealMaxEntries: 10_000,
  retentionMs: 7 * 365 * DAY,
};

export const maintenance: TopologyDraft['maintenance'] = {
  ours: 'Row W1-scheduled-jobs names the workload only.',
  purgeEveryMs: HOUR,
  purgeBatch: 1_000,
  deadLetterRetentionMs: 30 * DAY,
};

export const carrier: TopologyDraft['carrier'] = {
  ours: 'The operator gives the real ones per deployment; these are of RFC 5737 and RFC 2606.',
  smsc: { addresses: ['198.51.100.10/32', '198.51.100.11/32'], port: 2775 },
  mnoApi: { hostname: 'mno.example', port: 443 },
  callbackDomains: ['.bank.example'],
};
