/** Lets at most `width` callers through at a time; the others wait in line. */
export class Gate {
  readonly #width: number;
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#line.length;
  }

  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#width) this.#inside += 1;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    try {
      return await task();
    } finally {
      // Who waits next takes the place over; it is not given back in between.
      const next = this.#line.shift();
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
