/** The addresses of an IPv4 network. */
export interface Block {
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

/** Undefined for what is no literal network, such as a reference. */
export function parseBlock(text: string): Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return { text, first, last: first + 2 ** (32 - bits) - 1 };
}

export const overlap = (one: Block, other: Block): boolean =>
  one.first <= other.last && other.first <= one.last;
