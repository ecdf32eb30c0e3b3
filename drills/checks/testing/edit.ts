import type { History, Operation, OperationName, OperationOf } from '../../history/index.ts';
import type { CheckId, Validity } from '../check.ts';
import { checkHistory } from '../check-history.ts';
import { factsOf, type TransactionFacts } from '../facts/index.ts';

type Of<F extends OperationName> = Extract<Operation, OperationOf<F>>;
type Fields = Readonly<Record<string, unknown>>;

export function without(history: History, drop: (operation: Operation) => boolean): History {
  return history.filter((operation) => !drop(operation));
}

/** Other fields in the value of each operation of `f` that is meant. */
export function changed<F extends OperationName>(
  history: History,
  f: F,
  meant: (operation: Of<F>) => boolean,
  fields: Fields | ((operation: Of<F>) => Fields),
): History {
  return history.map((operation) => {
    if (!isOf(operation, f) || !meant(operation)) return operation;
    const other = typeof fields === 'function' ? fields(operation) : fields;
    return { ...operation, value: { ...operation.value, ...other } } as unknown as Operation;
  });
}

/** The same at another time, or more operations, in the order of time again. */
export function sorted(operations: readonly Operation[]): History {
  return operations.toSorted((a, b) => a.time - b.time);
}

export function isOf<F extends OperationName>(operation: Operation, f: F): operation is Of<F> {
  return operation.f === f;
}

export function first<F extends OperationName>(
  history: History,
  f: F,
  meant: (operation: Of<F>) => boolean = () => true,
): Of<F> {
  for (const operation of history) if (isOf(operation, f) && meant(operation)) return operation;
  throw new Error(`there is no such ${f}`);
}

/** The first transaction of which that is true. */
export function pick(
  history: History,
  is: (transaction: TransactionFacts) => boolean,
): TransactionFacts {
  for (const transaction of factsOf(history).transactions.values()) {
    if (is(transaction)) return transaction;
  }
  throw new Error('there is no such transaction');
}

export const concerns =
  ({ id }: TransactionFacts) =>
  ({ value }: Operation): boolean =>
    'transactionId' in value && value.transactionId === id;

/** What is not true, by checker. */
export function flaws(history: History): Partial<Record<CheckId, Validity>> {
  const { checks } = checkHistory(history);
  return Object.fromEntries(
    checks.filter(({ valid }) => valid !== true).map(({ id, valid }) => [id, valid]),
  );
}

export function detailOf(history: History, id: CheckId): string {
  return checkHistory(history).checks.find((check) => check.id === id)?.detail ?? '';
}
