import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface ScanResult {
  readonly files: number;
  readonly bytes: number;
  readonly found: number;
  /** The first place, as file and offset: never what stands there. */
  readonly where?: string;
}

/**
 * A number of the fictional fleet (+1 AAA 555 01XX) as text, not as part of a longer one. Spare applets
 * (area code 999) are left out: their numbers are given away on purpose in credentials.json.
 */
const MSISDN = /(?<![0-9])1(?!999)[2-9][0-9]{2}55501[0-9]{2}(?![0-9])/g;
/** A number and a digit on each side may lie across two chunks. */
const OVERLAP = 13;

/** Reads every file below a directory and counts the numbers of persons in them. */
export async function scanForMsisdns(dir: string): Promise<ScanResult> {
  let files = 0;
  let bytes = 0;
  let found = 0;
  let where: string | undefined;
  for (const path of await filesBelow(dir)) {
    const scanned = await scanFile(path);
    files += 1;
    bytes += scanned.bytes;
    found += scanned.offsets.length;
    const [offset] = scanned.offsets;
    if (offset !== undefined) where ??= `${relative(dir, path)} at ${offset}`;
  }
  return { files, bytes, found, ...(where === undefined ? {} : { where }) };
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

async function scanFile(path: string): Promise<{ bytes: number; offsets: number[] }> {
  const offsets = new Set<number>();
  let bytes = 0;
  let kept = '';
  for await (const chunk of createReadStream(path)) {
    // One character for each byte: digits are digits in every encoding that is used.
    const text = kept + Buffer.from(chunk).toString('latin1');
    const start = bytes - kept.length;
    for (const { index } of text.matchAll(MSISDN)) offsets.add(start + index);
    bytes += chunk.length;
    kept = text.slice(-OVERLAP);
  }
  return { bytes, offsets: [...offsets].sort((a, b) => a - b) };
}
