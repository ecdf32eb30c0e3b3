import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Lists what synth wrote; its presence is what makes a directory ours to replace. */
export const INVENTORY = 'synth.json';

/** Files by their path below the directory, with `/`. */
export type Tree = ReadonlyMap<string, string>;

/**
 * Replaces `outDir` by the tree, all of it or nothing: the new directory is complete beside the old before
 * one rename puts it in place. What others left in it (the lock file and working directory of
 * `terraform init`, a local state) moves along. Throws when the directory has files and no inventory.
 */
export function writeTree(outDir: string, tree: Tree): void {
  const target = resolve(outDir);
  const previous = join(dirname(target), `.${basename(target)}.previous`);
  recover(target, previous);
  refuseForeign(target);
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  try {
    for (const [path, content] of [...tree, [INVENTORY, inventory(tree)] as const]) {
      const file = join(fresh, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    if (existsSync(target)) renameSync(target, previous);
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  moveLeftovers(previous, target);
}

const inventory = (tree: Tree): string =>
  `${JSON.stringify({ writtenBy: 'tandem synth', files: [...tree.keys()].sort() }, null, 2)}\n`;

/** After a kill between the two renames, or before the leftovers had moved. */
function recover(target: string, previous: string): void {
  if (!existsSync(previous)) return;
  if (existsSync(target)) moveLeftovers(previous, target);
  else renameSync(previous, target);
}

function refuseForeign(target: string): void {
  if (!existsSync(target) || readdirSync(target).length === 0) return;
  if (existsSync(join(target, INVENTORY))) return;
  throw new Error(
    `${target} has files and no ${INVENTORY}: synth did not write it and will not replace it; ` +
      'give an empty directory or another one',
  );
}

function moveLeftovers(previous: string, target: string): void {
  if (!existsSync(previous)) return;
  for (const path of writtenBefore(previous)) rmSync(join(previous, path), { force: true });
  moveInto(previous, target);
  rmSync(previous, { recursive: true, force: true });
}

function writtenBefore(directory: string): string[] {
  const file = join(directory, INVENTORY);
  if (!existsSync(file)) return [];
  const listed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const files = Reflect.get(Object(listed), 'files');
  return Array.isArray(files) ? [...files.map(String), INVENTORY] : [];
}

/** Moves every entry that the target does not have; descends where both have a directory. */
function moveInto(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const destination = join(to, entry.name);
    if (!existsSync(destination)) {
      if (!entry.isDirectory() || !isEmptyTree(source)) renameSync(source, destination);
    } else if (entry.isDirectory()) moveInto(source, destination);
  }
}

const isEmptyTree = (directory: string): boolean =>
  readdirSync(directory, { withFileTypes: true }).every(
    (entry) => entry.isDirectory() && isEmptyTree(join(directory, entry.name)),
  );
