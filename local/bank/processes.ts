/**
 * Names of a history's processes, each with one operation under way: a name is used again when its operation
 * has ended, but never after one whose end nobody knows.
 */
export class Processes {
  readonly #prefix: string;
  readonly #free: number[] = [];
  #next = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#next += 1;
    return this.#next - 1;
  }

  giveBack(process: number): void {
    this.#free.push(process);
  }

  nameOf(process: number): string {
    return `${this.#prefix}-${process}`;
  }
}
