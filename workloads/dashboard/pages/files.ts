import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** One file of the built pages, whole in memory: they are few and small, and no path of a request is opened. */
export interface BuiltFile {
  readonly type: string;
  readonly etag: string;
  /** Its name carries a hash of its content. */
  readonly immutable: boolean;
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Beside the bundled command, or where a build of this checkout puts them. */
const PLACES = ['dashboard', '../../../dist/dashboard'];

export function builtPagesDir(): string | undefined {
  return PLACES.map((place) => join(import.meta.dirname, place)).find((dir) =>
    existsSync(join(dir, 'index.html')),
  );
}

/** By their path below the directory, with slashes. Files of no known type are left out. */
export function readBuiltFiles(dir: string): Map<string, BuiltFile> {
  const files = new Map<string, BuiltFile>();
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const path = join(dir, name);
    const type = TYPES[extname(name)];
    if (type === undefined || !statSync(path).isFile()) continue;
    const plain = readFileSync(path);
    const key = name.split(sep).join('/');
    const br = compressed(`${path}.br`);
    const gzip = compressed(`${path}.gz`);
    files.set(key, {
      type,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      immutable: key.startsWith('assets/'),
      plain,
      ...(br && { br }),
      ...(gzip && { gzip }),
    });
  }
  return files;
}

function compressed(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}
