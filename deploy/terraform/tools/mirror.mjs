// Where a provider can be had without a network.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const REGISTRY = 'registry.terraform.io';

/** Terraform looks into these by itself (CLI configuration, "Implied Local Mirror Directories"). */
const IMPLIED = [
  'terraform.d/plugins',
  join(homedir(), '.terraform.d/plugins'),
  join(homedir(), '.local/share/terraform/plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
];

const below = (parent) =>
  existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : [];

/** The directory of a mirror, or undefined; one level below /opt and /usr/share too. */
export function mirrorDirectory() {
  const candidates = [...IMPLIED, ...below('/opt'), ...below('/usr/share')];
  return candidates.find((directory) => existsSync(join(directory, REGISTRY)));
}

/**
 * The environment that makes terraform install from the mirror; its configuration file goes into
 * `directory`. Empty when TF_CLI_CONFIG_FILE already names a file that exists, or when there is no mirror.
 */
export function mirrorConfiguration(directory) {
  const given = process.env.TF_CLI_CONFIG_FILE;
  if (given !== undefined && existsSync(given)) return {};
  const mirror = mirrorDirectory();
  if (mirror === undefined) return {};
  const file = join(directory, 'mirror.tfrc');
  const path = JSON.stringify(mirror);
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${path}\n  }\n}\n`,
  );
  return { TF_CLI_CONFIG_FILE: file };
}
