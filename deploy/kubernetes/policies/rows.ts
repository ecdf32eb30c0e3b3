import { ROW_IDS, type RowId } from '@tandem/topology';
import { named, objectAt } from '../checks/view.ts';
import { ROWS_ANNOTATION } from '../framework/render.ts';
import { eachRegion, type Policy } from './policy.ts';

/** What Kubernetes has to bring in every region. */
export const WANTED: readonly RowId[] = [
  ...(['T3', 'T4', 'T5', 'T6', 'W1-sim', 'W1-sms', 'W1-mno', 'W1-api', 'W1-dashboard'] as const),
  ...(['W1-timer', 'W1-scheduled-jobs', 'W1-audit', 'W2', 'W5', 'S10', 'S11', 'S12'] as const),
  ...(['W3', 'W4', 'S6', 'S7', 'S8', 'S9', 'O1', 'O3', 'O4'] as const),
  ...(['P1', 'P2', 'P3', 'O2'] as const),
];

export const rows: Policy = {
  name: 'rows',
  says: 'every object says which rows of the system it implements, and none that Kubernetes brings is left out',
  findings: (inspected) =>
    eachRegion(inspected, (objects, { name }) => {
      const known = new Set<string>(ROW_IDS);
      const seen = new Set<string>();
      const strangers = objects.flatMap((one) => {
        const text = objectAt(one.object, 'metadata', 'annotations')[ROWS_ANNOTATION];
        const own = String(text ?? '')
          .split(' ')
          .filter((row) => row !== '');
        for (const row of own) seen.add(row);
        if (own.length === 0) return [`${named(one)}: is of no row`];
        return own
          .filter((row) => !known.has(row))
          .map((row) => `${named(one)}: there is no row ${row}`);
      });
      return [
        ...strangers,
        ...WANTED.filter((row) => !seen.has(row)).map(
          (row) => `${name}: nothing implements row ${row}`,
        ),
      ];
    }),
};
