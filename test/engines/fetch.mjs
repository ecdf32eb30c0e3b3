// Fetches the engines that are Java programs (pom.xml) and compiles what extends them, into .java/, which
// appears whole: servers that run from an older one are not disturbed before the new one is complete.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const pom = join(here, 'pom.xml');
const sources = readdirSync(join(here, 'mongodb'))
  .filter((name) => name.endsWith('.java'))
  .map((name) => join(here, 'mongodb', name));

const digest = createHash('sha256');
for (const file of [pom, ...sources]) digest.update(readFileSync(file));
const stamp = digest.digest('hex');
const target = join(here, '.java');
const isCurrent = () => {
  const file = join(target, 'stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
};

function run(command, args, debian) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  if (error) {
    process.stderr.write(
      `${command} does not start (${error.code}): apt-get install -y ${debian}\n`,
    );
  }
  rmSync(fresh, { recursive: true, force: true });
  process.exit(status ?? 1);
}

const fresh = `${target}.${process.pid}`;
if (!isCurrent()) {
  const jars = join(fresh, 'jars');
  const classes = join(fresh, 'classes');
  mkdirSync(jars, { recursive: true });
  mkdirSync(classes, { recursive: true });
  const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  run('mvn', ['-q', '-B', '-f', pom, ...copy], 'maven');
  run('javac', ['-cp', join(jars, '*'), '-d', classes, ...sources], 'openjdk-17-jdk-headless');
  writeFileSync(join(fresh, 'stamp'), stamp);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}
