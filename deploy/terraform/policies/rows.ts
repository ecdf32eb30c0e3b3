import type { RowId } from '@tandem/topology';
import type { View } from './view.ts';

/** The rows of the system description that Terraform makes, wholly or in part. */
export const TERRAFORM_ROWS: readonly RowId[] = [
  ...(['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'A10', 'A11', 'A12'] as const),
  ...(['D1', 'D2'] as const),
  ...(['S1', 'S2', 'S3', 'S4', 'S5'] as const),
  ...(['E1', 'E2', 'E3', 'E4', 'E5'] as const),
  ...(['P1', 'P2', 'P3'] as const),
  ...(['O1', 'O2', 'O3'] as const),
];

/** Every row comes out on a resource, and every stack on the rows it names. */
export function* rows({ resources, manifest }: View): Iterable<string> {
  const made = new Set(resources.flatMap((resource) => resource.rows));
  for (const row of TERRAFORM_ROWS) {
    if (!made.has(row)) yield `${row}: no resource is of this row`;
  }
  for (const { name, rows: named } of manifest.stacks) {
    const own = resources.filter(({ stack }) => stack.name === name).flatMap((one) => one.rows);
    for (const row of named) {
      if (!own.includes(row)) yield `${name}: names the row ${row}, but no resource of it is of it`;
    }
  }
}
