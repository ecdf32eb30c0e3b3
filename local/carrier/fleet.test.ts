import { readFileSync } from 'node:fs';
import { deriveAppletKey, MacKey } from '@tandem/applet';
import { hashMsisdn, MODELS } from '@tandem/core';
import { describe, expect, it } from 'vitest';
import { expectedResponse } from './behaviour.ts';
import { Fleet, fleetSubscribers, personaOf } from './fleet.ts';
import {
  PERSONA_NAMES,
  PERSONAS,
  type Persona,
  type PersonaName,
  personaOfDigits,
} from './personas.ts';
import { appletDocuments, spareApplets } from './provisioning.ts';

const masterKey = Buffer.alloc(16, 7);
const hashKey = Buffer.alloc(32, 9);
const fleet = new Fleet({ masterKey });

describe('Fleet', () => {
  it('has 2,000 subscribers with fictional numbers, the first in area code 404', () => {
    expect(fleet.subscribers).toHaveLength(2_000);
    expect(fleet.subscribers[0]?.msisdn).toBe('+14045550100');
    for (const { msisdn, appletId } of fleet.subscribers) {
      expect(msisdn).toMatch(/^\+1[2-9][0-9]{2}55501[0-9]{2}$/);
      expect(appletId).toMatch(/^8900100[0-9]{13}$/);
    }
    expect(new Set(fleet.subscribers.map(({ msisdn }) => msisdn)).size).toBe(2_000);
    expect(new Set(fleet.subscribers.map(({ appletId }) => appletId)).size).toBe(2_000);
  });

  it('gives a number the persona of its last two digits in every area code', () => {
    for (const { msisdn, persona } of fleet.subscribers) {
      expect(persona).toBe(personaOfDigits(Number(msisdn.slice(-2))));
    }
    expect(fleet.find('+14045550101')?.persona).toBe('approves');
    expect(fleet.find('+12125550115')?.persona).toBe('unregistered');
    expect(fleet.find('+14045550116')?.persona).toBe('ordinary');
  });

  it('is a pure function of the master key', () => {
    const again = new Fleet({ masterKey });
    expect(again.subscribers).toEqual(fleet.subscribers);
    expect(again.subscribers).toEqual(fleetSubscribers());
    const first = fleet.subscribers[0];
    if (!first) throw new Error('the fleet is empty');
    expect(fleet.rawKeyOf(first)).toEqual(deriveAppletKey(new MacKey(masterKey), first.appletId));
    const other = new Fleet({ masterKey: Buffer.alloc(16, 8) });
    expect(other.rawKeyOf(first)).not.toEqual(fleet.rawKeyOf(first));
  });

  it('keeps spare applets out of the fleet', () => {
    expect(fleet.spares[0]?.msisdn).toBe('+19995550100');
    expect(fleet.subscribers.some(({ msisdn }) => msisdn.startsWith('+1999'))).toBe(false);
    expect(fleet.spares.every((spare) => fleet.isSpare(spare))).toBe(true);
    expect(() => new Fleet({ masterKey, spares: 101 })).toThrow(/from 0 to 100/);
  });
});

describe('provisioning', () => {
  it('registers every applet but those of the persona unregistered, under the hash of the number', () => {
    const documents = appletDocuments(fleet, hashKey, 1_000);
    expect(documents).toHaveLength(2_000 - 20 + fleet.spares.length);
    const byId = new Map(documents.map((document) => [document._id, document]));
    for (const subscriber of fleet.subscribers) {
      const document = byId.get(subscriber.appletId);
      expect(document !== undefined).toBe(personaOf(subscriber).registered);
      if (document) expect(document.msisdnHash).toBe(hashMsisdn(hashKey, subscriber.msisdn));
    }
    expect(JSON.stringify(documents)).not.toContain('55501');
  });

  it('lists spare applets with what an applet needs', () => {
    const [spare] = spareApplets(fleet, hashKey);
    expect(spare).toMatchObject({ msisdn: '+19995550100', simUID: 'sim-0000000900000' });
    expect(spare?.key).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('docs/guides/personas.md', () => {
  it('shows the personas as they are', () => {
    const page = readFileSync(new URL('../../docs/guides/personas.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line));
    expect(rows).toEqual(PERSONA_NAMES.map(tableRow));
  });
});

function tableRow(name: PersonaName): string {
  const persona: Persona = PERSONAS[name];
  const digits = persona.digits === undefined ? 'others' : String(persona.digits).padStart(2, '0');
  const outcomes = MODELS.map((model) => expectedResponse(name, model));
  return `| \`${name}\` | ${digits} | ${persona.sentence} | ${outcomes.join(' | ')} |`;
}
