import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** One piece of text of one source file, and what stands there instead. */
export interface Breakage {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

export interface BrokenBuild {
  /** For `entry` of a drill. */
  readonly entry: string;
  dispose(): void;
}

const ROOT = join(import.meta.dirname, '..', '..', '..');

interface Bundler {
  bundle(options: { readonly into: string; readonly plugins: readonly Plugin[] }): Promise<void>;
}

/** Bundles the product with the breakage in it. Rejects when the text does not stand there exactly once. */
export async function brokenBuild(breakage: Breakage): Promise<BrokenBuild> {
  const path = join(ROOT, breakage.file);
  const contents = broken(readFileSync(path, 'utf8'), breakage);
  let loaded = false;
  const plugin: Plugin = {
    name: 'break',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, (args) => {
        if (args.path !== path) return undefined;
        loaded = true;
        return { contents, loader: 'ts' };
      });
    },
  };
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const into = mkdtempSync(join(ROOT, 'dist', 'broken-'));
  const tool: Bundler = await import(pathToFileURL(join(ROOT, 'tools', 'bundle.mjs')).href);
  await tool.bundle({ into, plugins: [plugin] });
  if (!loaded) throw new Error(`${breakage.file} is not part of the bundle`);
  return {
    entry: join(into, 'tandem.mjs'),
    dispose: () => rmSync(into, { recursive: true, force: true }),
  };
}

function broken(source: string, { file, text, by }: Breakage): string {
  const parts = source.split(text);
  if (parts.length === 2) return parts.join(by);
  throw new Error(`${file} has ${parts.length - 1} times what is to be broken: ${text}`);
}
