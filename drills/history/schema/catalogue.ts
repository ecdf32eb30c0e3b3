import type { TSchema } from 'typebox';
import { approve, callback, status } from './bank.ts';
import { answer, poll, popup, wakeUp } from './carrier.ts';
import { drill, end, load } from './drill.ts';
import { auditOutcome, auditVerify, final, scan } from './reader.ts';
import {
  connection,
  fault,
  gap,
  guardedWrite,
  heal,
  health,
  processChange,
  route,
} from './system.ts';

export type OperationType = 'invoke' | 'ok' | 'fail' | 'info';

/** One kind of operation: which process records it, what it means, and the value of each type it has. */
export interface OperationSpec {
  readonly process: string;
  readonly meaning: string;
  readonly types: { readonly [T in OperationType]?: TSchema };
}

/** Every `f` of a history, in the order of docs/reference/history.md. */
export const OPERATIONS = {
  drill,
  load,
  approve,
  callback,
  status,
  'wake-up': wakeUp,
  poll,
  popup,
  answer,
  health,
  connection,
  route,
  fault,
  heal,
  'guarded-write': guardedWrite,
  process: processChange,
  final,
  'audit-verify': auditVerify,
  'audit-outcome': auditOutcome,
  scan,
  gap,
  end,
} as const satisfies Record<string, OperationSpec>;

export type OperationName = keyof typeof OPERATIONS;
