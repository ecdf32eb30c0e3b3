import { PROFILES } from '@tandem/topology';
import { Type } from 'typebox';
import { count, maybe, ms, oneOf, ordinal, share, text, texts, value } from './kinds.ts';

const target = (description: string) => maybe(ms(`target, ms after the fault: ${description}`));

export const drill = {
  process: 'drill',
  meaning: 'The first line: which drill it is, and every figure that a checker must know.',
  types: {
    info: value({
      name: text('of the drill'),
      profile: oneOf(PROFILES, 'of the topology'),
      seed: count('of load and faults'),
      rate: Type.Number({ exclusiveMinimum: 0, description: 'requests offered a second' }),
      seconds: Type.Number({ exclusiveMinimum: 0, description: 'of load' }),
      regions: texts('all of them'),
      deadlineMs: ms('from acceptance to the deadline of a transaction, the longest of this load'),
      schedulingMs: ms('by which a timer or a re-drive may be late when everything works'),
      leaseMs: ms('of the region guard'),
      detectionApiMs: maybe(ms('worst case of the health checks of the API')),
      detectionAppletMs: maybe(ms('worst case of the health checks of the applet path')),
      maxAttempts: ordinal('to wake a SIM for one transaction'),
      wakeRetryMs: ms('silence of an applet after which the next attempt is due'),
      wakeAllowanceMs: maybe(ms('added to the popup for the deadline')),
      callbackBudgetMs: ms('for which a callback is retried'),
      recoveryMs: maybe(
        ms('after a healing in which its traces are excused; the deadline when absent'),
      ),
      clockSkewMs: maybe(ms('the most by which the clock of a region is set wrong')),
      targetFailedShare: maybe(share('target: the most offers of the whole load that may fail')),
      targetApiMs: target('no offer due later fails'),
      targetSimMs: target('applets are served again'),
      targetJobsMs: target('a standby has promoted itself'),
      targetP99NormalMs: target('acceptance is as fast as before'),
    }),
  },
} as const;

export const load = {
  process: 'drill',
  meaning:
    'The counted load begins. What was offered before it warmed the system up: every invariant holds for it, no figure counts it.',
  types: {
    info: value({
      rate: Type.Number({ exclusiveMinimum: 0, description: 'requests offered a second' }),
      seconds: Type.Number({ exclusiveMinimum: 0, description: 'of load' }),
    }),
  },
} as const;

export const end = {
  process: 'drill',
  meaning: 'The last line: the recording is complete.',
  types: { info: value({}) },
} as const;
