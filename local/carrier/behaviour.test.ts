import { MODELS } from '@tandem/core';
import { topologyFor } from '@tandem/topology';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerStatus, answerText, expectedResponse, thinkMs } from './behaviour.ts';
import { PERSONA_NAMES, PERSONAS } from './personas.ts';
import { handsetTimings } from './timings.ts';

const timings = handsetTimings(topologyFor('document'), 1);
const units = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('thinkMs', () => {
  it('ends while the popup is there for people who answer, and after any deadline for who is late', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PERSONA_NAMES),
        fc.constantFrom(...MODELS),
        fc.integer({ min: 1, max: 120 }),
        units,
        (name, model, popupDuration, unit) => {
          const persona = PERSONAS[name];
          const think = thinkMs(persona, { model, popupDuration }, timings, unit);
          const lapses = popupDuration * 1_000;
          const latestDeadline = lapses + timings.wakeAllowanceMs;
          if (persona.think === 'past-the-deadline') expect(think).toBeGreaterThan(latestDeadline);
          else if (model === 'silent') expect(think).toBe(0);
          else if (persona.think === 'until-it-lapses') expect(think).toBe(lapses);
          else expect(think).toBeLessThan(lapses);
        },
      ),
    );
  });

  it('is nothing for quick people at pace 0', () => {
    const atOnce = handsetTimings(topologyFor('document'), 0);
    const popup = { model: 'touch', popupDuration: 20 } as const;
    expect(thinkMs(PERSONAS.slow, popup, atOnce, 0.9)).toBe(0);
    expect(thinkMs(PERSONAS['no-input'], popup, atOnce, 0.9)).toBe(20_000);
  });
});

describe('answers', () => {
  it('repeat the last status of the persona', () => {
    const busy = [0, 1, 2, 9].map((nth) => answerStatus(PERSONAS.busy, 'touch', nth));
    expect(busy).toEqual(['03', '00', '00', '00']);
    expect(answerStatus(PERSONAS.ignores, 'touch', 0)).toBeUndefined();
  });

  it('to a silent notification come from the applet, not from the person', () => {
    expect(answerStatus(PERSONAS.rejects, 'silent', 0)).toBe('00');
    expect(answerStatus(PERSONAS.ignores, 'silent', 0)).toBe('00');
    expect(answerStatus(PERSONAS['applet-error'], 'silent', 0)).toBe('04');
  });

  it('carry text only when something was accepted', () => {
    const items = ['Savings', 'Checking'];
    expect(answerText({ model: 'itemselect', items }, '00')).toBe('Savings');
    expect(answerText({ model: 'itemselect', items }, '01')).toBe('');
    expect(answerText({ model: 'multisecure', items: [] }, '00')).toBe('4711');
    expect(answerText({ model: 'touch', items: [] }, '00')).toBe('');
  });
});

describe('expectedResponse', () => {
  it('knows what the customer of each persona hears', () => {
    expect(expectedResponse('approves', 'touch')).toBe('APPROVED');
    expect(expectedResponse('busy', 'itemselect')).toBe('ANSWERED');
    expect(expectedResponse('wrong-mac', 'silent')).toBe('NOT_AVAILABLE');
    expect(expectedResponse('unregistered', 'touch')).toBe('NOT_REGISTERED');
    expect(expectedResponse('applet-error', 'multisecure')).toBe('FAILED');
  });
});
