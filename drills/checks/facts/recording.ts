import type {
  At,
  DrillParameters,
  History,
  Operation,
  OperationName,
  OperationOf,
} from '../../history/index.ts';

/** A history sorted by kind of operation, each with its line. */
export class Recording {
  readonly history: History;
  readonly #byName = new Map<OperationName, At[]>();

  constructor(history: History) {
    this.history = history;
    let line = 0;
    for (const operation of history) {
      line += 1;
      const at = { operation, line };
      const known = this.#byName.get(operation.f);
      if (known) known.push(at);
      else this.#byName.set(operation.f, [at]);
    }
  }

  of<F extends OperationName>(f: F): readonly At<Extract<Operation, OperationOf<F>>>[] {
    return (this.#byName.get(f) ?? []) as unknown as readonly At<
      Extract<Operation, OperationOf<F>>
    >[];
  }

  get parameters(): DrillParameters | undefined {
    const first = this.history[0];
    return first?.f === 'drill' ? first.value : undefined;
  }

  get startsAt(): number {
    return this.history[0]?.time ?? 0;
  }

  get endsAt(): number {
    return this.history.at(-1)?.time ?? 0;
  }

  /** Why nothing can be concluded from what is not in the history; `undefined` when it is complete. */
  get incomplete(): string | undefined {
    const [gap] = this.of('gap');
    if (gap) {
      const { file, dropped } = gap.operation.value;
      return `${file} lacks ${dropped} operations (line ${gap.line})`;
    }
    if (this.history.at(-1)?.f !== 'end') return 'the history has no end: it was cut off';
    return this.#recorderLost();
  }

  /** What lies outside the regions records what it sees, and a process that dies takes its last lines along. */
  #recorderLost(): string | undefined {
    const started = new Set<string>();
    for (const { operation, line } of this.of('process')) {
      const { name, region, change } = operation.value;
      if (region !== undefined || change !== 'started') continue;
      if (started.has(name))
        return `${name} was started again, so its last lines are lost (line ${line})`;
      started.add(name);
    }
    return undefined;
  }
}
