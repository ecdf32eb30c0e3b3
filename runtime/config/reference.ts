import { type OptionSpec, SERVE_OPTIONS } from './options.ts';
import { SERVICE_OPTIONS } from './service-options.ts';
import { OTHER_VARIABLES } from './unknown.ts';

/** docs/reference/configuration.md as the code has it. */
export function configurationPage(): string {
  const ofServices = new Set<string>(Object.keys(SERVICE_OPTIONS));
  const specs: [string, OptionSpec][] = Object.entries(SERVE_OPTIONS);
  const services = specs.filter(([name]) => ofServices.has(name)).map(([, spec]) => spec);
  const process = specs.filter(([name]) => !ofServices.has(name)).map(([, spec]) => spec);
  return [
    '# Configuration',
    '',
    'Generated from `runtime/config` by `npx vitest run runtime/config -u`. These are the variables of `tandem',
    'serve`; `tandem up` and the drills hand those of the services on to both regions. A flag wins over its variable;',
    '`<variable>_<REGION>` (such as `_US_WEST_2`) wins over the plain one, so that both regions can run on one machine;',
    'a secret may be in the file that `<variable>_FILE` names. `tandem doctor` names variables that begin with',
    '`TANDEM_` and mean nothing.',
    '',
    '## The process',
    configurationTable(process),
    '',
    '## The services behind it',
    'Whatever is not named is served by the embedded engines; start-up prints which engine serves which port. A',
    'service is named for all regions or for none. [Stores](stores.md) says what each port promises.',
    '',
    configurationTable(services),
    '',
    'With `TANDEM_SECRETS=env` the secret `customers/acme` is `TANDEM_SECRET_CUSTOMERS_ACME`, or the file that',
    '`TANDEM_SECRET_CUSTOMERS_ACME_FILE` names. With `aws`, and for the buckets, credentials come from the default chain',
    'of the AWS SDK (in a cluster: EKS Pod Identity) and never from a variable of Tandem; `AWS_ENDPOINT_URL` leads to',
    'another endpoint. A password of Redis or Kafka in a `_FILE` is read again at each new connection; a rotated password',
    'in the URL of MongoDB needs a restart, the role of a pod does not. An authority without TLS is refused: it would be',
    'ignored in silence.',
    '',
    '## Others',
    table(
      ['variable', 'meaning'],
      Object.entries(OTHER_VARIABLES).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    '',
  ].join('\n');
}

/** The Markdown table of some options. */
export function configurationTable(
  specs: readonly OptionSpec[] = Object.values(SERVE_OPTIONS),
): string {
  const rows = specs.map((spec) => [
    `\`${spec.variable}\`${spec.secret ? ` or \`${spec.variable}_FILE\`` : ''}`,
    `\`--${spec.flag}\``,
    spec.kind,
    defaultOf(spec),
    spec.allowed,
    spec.describe,
  ]);
  return table(['variable', 'flag', 'kind', 'default', 'allowed', 'meaning'], rows);
}

function defaultOf(spec: OptionSpec): string {
  if (spec.default !== undefined) return `\`${spec.default}\``;
  return spec.optional ? 'none' : 'required';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
