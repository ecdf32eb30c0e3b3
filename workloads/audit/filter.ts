/**
 * Says which transactions a segment may hold, so that the trace of one reads a few segments and not all:
 * a Bloom filter, 12 bits an id and 5 probes, which is wrong for one id in about 300.
 */
const BITS_PER_ID = 12;
const PROBES = 5;

export function filterOf(ids: ReadonlySet<string>): string {
  const bytes = new Uint8Array(Math.max(8, Math.ceil((ids.size * BITS_PER_ID) / 8)));
  for (const id of ids) {
    for (const bit of probes(id, bytes.length * 8)) {
      bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return Buffer.from(bytes).toString('base64');
}

/** False: certainly not in it. */
export function mayHold(filter: string, id: string): boolean {
  const bytes = Buffer.from(filter, 'base64');
  return probes(id, bytes.length * 8).every((bit) => ((bytes[bit >>> 3] ?? 0) >>> (bit & 7)) & 1);
}

/** Double hashing: `a + i b`, with two FNV-1a hashes of different seeds. */
function probes(id: string, bits: number): number[] {
  const a = fnv1a(id, 0x811c9dc5);
  const b = fnv1a(id, 0x01000193) | 1;
  return Array.from({ length: PROBES }, (_, i) => ((a + Math.imul(i, b)) >>> 0) % bits);
}

function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
