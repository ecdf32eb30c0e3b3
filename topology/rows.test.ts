import { describe, expect, it } from 'vitest';
import { ROW_IDS, type RowId } from './rows.ts';
import { topologyFor } from './topology.ts';

function rowsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'rows' && Array.isArray(item) ? item.map(String) : rowsIn(item),
  );
}

describe('rows', () => {
  it('are 56, each once', () => {
    expect(new Set(ROW_IDS).size).toBe(ROW_IDS.length);
    const letters = (letter: string) => ROW_IDS.filter((id: RowId) => id.startsWith(letter)).length;
    expect(Object.fromEntries([...'TADWSEPO'].map((letter) => [letter, letters(letter)]))).toEqual({
      T: 6,
      A: 12,
      D: 2,
      W: 12,
      S: 12,
      E: 5,
      P: 3,
      O: 4,
    });
  });

  it('each have at least one element in the topology', () => {
    const found = new Set(rowsIn(topologyFor('document')));
    expect(ROW_IDS.filter((id) => !found.has(id))).toEqual([]);
  });
});
