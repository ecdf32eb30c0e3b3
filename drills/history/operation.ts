import type { Static, TSchema } from 'typebox';
import type { OPERATIONS, OperationName } from './schema/catalogue.ts';

type Types<F extends OperationName> = (typeof OPERATIONS)[F]['types'];

/** The value of one kind and type of operation, such as `ValueOf<'approve', 'ok'>`. */
export type ValueOf<
  F extends OperationName,
  T extends keyof Types<F>,
> = Types<F>[T] extends infer S extends TSchema ? Static<S> : never;

/** One line of a history. Discriminated by `f`, then by `type`. */
export type OperationOf<F extends OperationName> = {
  [T in keyof Types<F> & string]: {
    /** Unix milliseconds, with fractions. */
    readonly time: number;
    readonly process: string;
    readonly type: T;
    readonly f: F;
    readonly value: ValueOf<F, T>;
  };
}[keyof Types<F> & string];

export type Operation = { [F in OperationName]: OperationOf<F> }[OperationName];

/** All that was recorded of one drill, in the order of time. Line n of the file is `history[n - 1]`. */
export type History = readonly Operation[];

/** An operation and the line of the file that has it. */
export interface At<O extends Operation = Operation> {
  readonly operation: O;
  readonly line: number;
}

/** What a checker must know, from the first line of the history. */
export type DrillParameters = ValueOf<'drill', 'info'>;
