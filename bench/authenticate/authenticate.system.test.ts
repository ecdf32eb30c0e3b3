import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { meetsTarget } from '../measure.ts';
import { benchAuthenticate } from './index.ts';

/** The bundle that `npm ci` and `npm test` make. */
const entry = join(dirname(fileURLToPath(import.meta.url)), '../../dist/tandem.mjs');

test('measures the whole system and its floor, and counts the work from the system itself', async () => {
  const notes: string[] = [];
  const measures = await benchAuthenticate({
    entry,
    seconds: 1,
    warmUpSeconds: 1,
    rate: 20,
    floorSeconds: 0.15,
    note: (line) => notes.push(line),
  });
  const valueNamed = (name: string) => measures.find((measure) => measure.name === name)?.value;
  expect(valueNamed('closed loop: completed')).toBeGreaterThan(0);
  expect(valueNamed('open loop: lost, failed or wrong')).toBe(0);
  expect(valueNamed('per authentication: callbacks')).toBeGreaterThan(0.9);
  // At least accepted, resolved, claimed, answered and called back, and the message at the SMSC.
  expect(valueNamed('per authentication: document writes')).toBeGreaterThanOrEqual(6);
  const cpu = measures.find(
    ({ name }) => name === 'CPU per authentication: all but edge and standby',
  );
  expect(Object.keys(cpu?.ratios ?? {})).toEqual(['floor', 'floor at the same rate']);
  expect(measures.filter(({ target }) => target !== undefined).map(meetsTarget)).not.toContain(
    undefined,
  );
  expect(notes.length).toBeGreaterThan(10);
});
