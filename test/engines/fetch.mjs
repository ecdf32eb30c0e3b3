// Fetches the engines that are Java programs (pom.xml) and compiles what extends them, into .java/.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const jars = join(here, '.java', 'jars');
const classes = join(here, '.java', 'classes');
const sources = readdirSync(join(here, 'mongodb'))
  .filter((name) => name.endsWith('.java'))
  .map((name) => join(here, 'mongodb', name));

function run(command, args, debian) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) {
    process.stderr.write(
      `${command} does not start (${error.code}): apt-get install -y ${debian}\n`,
    );
  }
  if (status !== 0) process.exit(status ?? 1);
}

for (const folder of [jars, classes]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
run('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), ...copy], 'maven');
run('javac', ['-cp', join(jars, '*'), '-d', classes, ...sources], 'openjdk-17-jdk-headless');
