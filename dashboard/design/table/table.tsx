import type { ReactNode } from 'react';
import { classes } from '../classes.ts';
import style from './table.module.css';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  readonly number?: boolean;
  /** Sentences may take several lines; what is short never does. */
  readonly long?: boolean;
  /** Names the row. One column at most. */
  readonly heads?: boolean;
}

interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Shown in place of a table without rows. */
  readonly empty: string;
}

/** Who has no mouse scrolls it with the arrow keys (WCAG 2.1.1). */
const REACHABLE = { tabIndex: 0 };

/** A plain table: it scrolls sideways by itself, also by keyboard, when there is no room. */
export function Table<Row>({ label, columns, rows, keyOf, empty }: TableProps<Row>) {
  if (rows.length === 0) return <p className={style.empty}>{empty}</p>;
  return (
    <section className={style.scroll} aria-label={label} {...REACHABLE}>
      <table className={style.table}>
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th key={name} scope="col" className={classes(number && style.number)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <Cell key={column.name} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = classes(column.number && style.number, column.long && style.long);
  const content = column.cell(row);
  if (column.heads) {
    return (
      <th scope="row" className={className}>
        {content}
      </th>
    );
  }
  return <td className={className}>{content}</td>;
}
