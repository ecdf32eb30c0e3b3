import type { DrillsDocument, Personas, Phone, Processes } from '../api/types.ts';
import type { DrillResult } from '../pages/drills/result.ts';
import { ID, SCRIPT } from './documents.ts';

const at = Date.now() - 20_000;

export const DRILLS: DrillsDocument = {
  reports: [
    {
      name: 'region-loss',
      at,
      profile: 'fast',
      valid: true,
      rto: { api: 0.1, sim: 4.3, jobs: 1.5 },
    },
  ],
  catalogue: [{ name: 'region-loss', sentence: 'Every process of a region is killed.' }],
  running: null,
};

const parts = { detection: 1.2, traffic: 0, total: 1.5 };
export const RESULT: DrillResult = {
  drill: 'region-loss',
  profile: 'fast',
  seed: 1,
  valid: true,
  load: { rate: 30, seconds: 15, offered: 450, accepted: 450, firstTryErrors: 1, errors: 0 },
  lost: 0,
  contradictory: 0,
  duplicateCallbacks: 0,
  duplicateWakeups: 0,
  auditChain: 'ok',
  rto: { api: parts, sim: { ...parts, total: 4.3 }, jobs: { decision: 1.4, total: 1.5 } },
  availability: { before: 1, during: 0.998, after: 1 },
  p99Ms: { before: 12, during: 380, after: 14 },
  checks: [{ id: 'I1', valid: true, detail: '450 of 450 reached one outcome' }],
};

export const PERSONAS: Personas = {
  personas: [
    {
      name: 'approves',
      sentence: 'Accepts every popup.',
      number: '+1 404 *** 0101',
      answerable: true,
    },
    { name: 'off', sentence: 'Is switched off.', number: '+1 404 *** 0105', answerable: false },
  ],
};

export const PHONE: Phone = {
  persona: 'approves',
  manualUntil: Date.now() + 300_000,
  popup: {
    notificationId: ID,
    text: SCRIPT,
    model: 'touch',
    items: [],
    shownAt: Date.now(),
    lapsesAt: Date.now() + 45_000,
  },
};

export const PROCESSES: Processes = { processes: [], incidents: [] };
