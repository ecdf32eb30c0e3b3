// Builds the image for both platforms, pushes it, waits until the registry of every region has it, and writes what
// `tandem synth --release` needs.
// node deploy/kubernetes/image/build.mjs --account 123456789012 --tag 1.4.0 --release release.json
//   [--push-to us-west-2] [--print]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(import.meta.url);
const root = resolve(dirname(here), '..', '..', '..');
const REGIONS = ['us-east-1', 'us-west-2'];
const REPOSITORY = 'tandem';
const PLATFORMS = 'linux/arm64,linux/amd64';

/** Copies to the other region take minutes at most (Amazon ECR, "Private image replication"). */
const REPLICATION_TRIES = 40;
const BETWEEN_TRIES_MS = 15_000;

const registryOf = (account, region) => `${account}.dkr.ecr.${region}.amazonaws.com`;

/**
 * The registries copy to each other (stack `global`), and tags never move: one is pushed to, and any one will
 * do when the other region is lost.
 */
export function buildCommand({ account, tag, pushTo, revision, metadataFile }) {
  return [
    'docker',
    ['buildx', 'build', '--platform', PLATFORMS],
    ['--file', join('deploy', 'kubernetes', 'image', 'Dockerfile')],
    ['--build-arg', `REVISION=${revision}`],
    // Which bases and packages it has, by digest, beside the image.
    ['--provenance', 'mode=max', '--sbom', 'true'],
    ['--tag', `${registryOf(account, pushTo)}/${REPOSITORY}:${tag}`],
    ['--metadata-file', metadataFile, '--push', '.'],
  ].flat();
}

export const digestCommand = (region, tag) =>
  [
    ['aws', 'ecr', 'describe-images', '--region', region, '--repository-name', REPOSITORY],
    [
      '--image-ids',
      `imageTag=${tag}`,
      '--query',
      'imageDetails[0].imageDigest',
      '--output',
      'text',
    ],
  ].flat();

function run([command, ...args], input) {
  const ran = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (ran.error) throw new Error(`${command} cannot be run: ${ran.error.message}`);
  if (ran.status !== 0)
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${ran.status}`);
  return ran.stdout.trim();
}

function signIn(account, region) {
  const password = run(['aws', 'ecr', 'get-login-password', '--region', region]);
  const registry = registryOf(account, region);
  run(['docker', 'login', '--username', 'AWS', '--password-stdin', registry], password);
}

async function awaitCopies(tag, digest) {
  for (const region of REGIONS) {
    for (let tries = 1; ; tries += 1) {
      const { stdout, status } = spawnSync(...split(digestCommand(region, tag)), {
        encoding: 'utf8',
      });
      if (status === 0 && stdout.trim() === digest) break;
      if (tries === REPLICATION_TRIES)
        throw new Error(`${region} has no ${REPOSITORY}:${tag} of ${digest}`);
      await new Promise((settle) => setTimeout(settle, BETWEEN_TRIES_MS));
    }
  }
}

const split = ([command, ...args]) => [command, args];

/** The rest of the file, such as the endpoints, stays as it is. */
export function writeRelease(file, facts) {
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ endpoints: {}, ...known, ...facts }, null, 2)}\n`);
  renameSync(draft, file);
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      account: { type: 'string' },
      tag: { type: 'string' },
      release: { type: 'string' },
      'push-to': { type: 'string', default: REGIONS[1] },
      print: { type: 'boolean', default: false },
    },
  });
  const { account = '', tag = '', release, 'push-to': pushTo, print } = values;
  if (!/^\d{12}$/.test(account)) throw new Error(`--account is "${account}"; allowed: 12 digits`);
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag)) {
    throw new Error(`--tag is "${tag}"; allowed: letters, digits, _, . and -, at most 128`);
  }
  if (!REGIONS.includes(pushTo)) {
    throw new Error(`--push-to is "${pushTo}"; allowed: ${REGIONS.join(', ')}`);
  }
  return { account, tag, release, pushTo, print };
}

async function main(args) {
  const { account, tag, release, pushTo, print } = optionsOf(args);
  const workDir = mkdtempSync(join(tmpdir(), 'tandem-image-'));
  try {
    const metadataFile = join(workDir, 'metadata.json');
    const revision = run(['git', 'rev-parse', 'HEAD']);
    const command = buildCommand({ account, tag, pushTo, revision, metadataFile });
    if (print) {
      process.stdout.write(`${command.join(' ')}\n`);
      return;
    }
    signIn(account, pushTo);
    run(command);
    const digest = JSON.parse(readFileSync(metadataFile, 'utf8'))['containerimage.digest'];
    await awaitCopies(tag, digest);
    if (release !== undefined) {
      writeRelease(release, { accountId: account, imageTag: tag, imageDigest: digest });
    }
    process.stdout.write(`${REPOSITORY}:${tag}@${digest} is in ${REGIONS.join(' and ')}\n`);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === here) {
  await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
