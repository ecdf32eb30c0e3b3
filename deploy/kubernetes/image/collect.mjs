// Gathers what a container runs, and nothing else: the bundle of `tandem serve`, the pages of the dashboard, and
// the packages that stay outside of the bundle with all that they depend on.
// node deploy/kubernetes/image/collect.mjs DIRECTORY
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = resolve(dirname(here), '..', '..', '..');

/** What a container is asked to do. */
const BUNDLES = ['tandem.mjs', 'serve.run.mjs'];
/** Outside of the bundle (tools/bundle.mjs), and used by production; the embedded engines are not. */
export const PACKAGES = [
  '@aws-sdk/client-s3',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/credential-providers',
  '@platformatic/kafka',
  '@redis/client',
  'mongodb',
  'msgpackr',
];

/** Words for people, and sources of what is compiled. */
const LEFT_OUT = /\.(md|markdown|map|ts|mts|cts|flow)$|\/(test|tests|docs|examples|\.github)\//;

/** Where a package is that another one asks for, as Node finds it; undefined when it is not installed. */
function placeOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (at === dirname(at)) return undefined;
  }
}

/** The directories of the packages and of all that they depend on. */
function closure(names) {
  const found = new Set();
  const visit = (name, from, optional) => {
    const place = placeOf(name, from);
    if (place === undefined) {
      if (optional) return;
      throw new Error(`${name} is not installed`);
    }
    if (found.has(place)) return;
    found.add(place);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(place, 'package.json'), 'utf8'),
    );
    // npm lists optional ones among the dependencies too.
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) {
      visit(next, place, next in optionalDependencies);
    }
  };
  for (const name of names) visit(name, join(root, 'stores'), false);
  return [...found];
}

export function collect(directory) {
  const app = join(directory, 'app');
  mkdirSync(app, { recursive: true });
  // A volume is mounted there; it has to be somebody's.
  mkdirSync(join(directory, 'data'), { recursive: true });
  for (const file of BUNDLES) cpSync(join(root, 'dist', file), join(app, file));
  const pages = join(root, 'dist', 'dashboard');
  if (existsSync(pages)) cpSync(pages, join(app, 'dashboard'), { recursive: true });
  for (const place of closure(PACKAGES)) {
    // Nested as it is here, or Node would find another version.
    const into = join(app, relative(root, place).replace(/^stores\//, ''));
    cpSync(place, into, {
      recursive: true,
      dereference: true,
      filter: (file) => {
        const inside = file.slice(place.length);
        return !inside.startsWith('/node_modules') && !LEFT_OUT.test(inside);
      },
    });
  }
  return app;
}

if (process.argv[1] === here) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) throw new Error('say where to: collect.mjs DIRECTORY');
  process.stdout.write(`${collect(resolve(directory))}\n`);
}
