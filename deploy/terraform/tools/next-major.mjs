// Re-makes schemas/aws-next.json: the arguments that the next major version of the AWS provider takes, of the
// types in schemas/types.json, read from the typings of the package @cdktn/provider-aws. It is 46 MB, and
// nothing but this reads it, so that it is no dependency:
// `npm pack @cdktn/provider-aws && node deploy/terraform/tools/next-major.mjs cdktn-provider-aws-*.tgz`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const schemas = join(dirname(dirname(fileURLToPath(import.meta.url))), 'schemas');
const { resources } = JSON.parse(readFileSync(join(schemas, 'types.json'), 'utf8')).aws;
const typingsOf = (type) =>
  `package/lib/${type.replace(/^aws_/, '').replaceAll('_', '-')}/index.d.ts`;

/** The typings of each type, and what the package says of itself. */
function unpacked(archive) {
  const dir = mkdtempSync(join(tmpdir(), 'tandem-typings-'));
  try {
    const wanted = ['package/package.json', ...resources.map(typingsOf)];
    const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', dir, ...wanted]);
    if (status !== 0) throw new Error(`tar: ${stderr}`);
    const read = (path) => readFileSync(join(dir, path), 'utf8');
    const { name, version, cdktn } = JSON.parse(read('package/package.json'));
    const typings = resources.map((type) => [type, read(typingsOf(type))]);
    return { name, version, provider: cdktn.provider.version, typings };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const INTERFACE = /^export interface (\w+)(?: extends [\w.]+)? \{\n([\s\S]*?)^\}/gm;
/** Its name in Terraform stands in the comment, as `#role_arn EksCluster#role_arn}`. */
const NAME = /#(\w+) \w+#\1\}/;
const PROPERTY = /readonly \w+(\??): (\w*)/;

/** `vpc_config?`, `vpc_config.subnet_ids`: every argument, with a question mark where it may be left out. */
function argumentsIn(text) {
  const interfaces = new Map([...text.matchAll(INTERFACE)].map(([, name, body]) => [name, body]));
  const [config] = [...interfaces.keys()].filter((name) => name.endsWith('Config'));
  const within = (name, path) =>
    (interfaces.get(name) ?? '').split('/**').flatMap((property) => {
      const argument = NAME.exec(property)?.[1];
      const [, optional, type] = PROPERTY.exec(property) ?? [];
      if (argument === undefined || type === undefined) return [];
      return [
        `${path}${argument}${optional}`,
        ...(interfaces.has(type) ? within(type, `${path}${argument}.`) : []),
      ];
    });
  return within(config, '').sort();
}

const [archive] = process.argv.slice(2);
if (archive === undefined) throw new Error('name the archive that npm pack wrote');
const { name, version, provider, typings } = unpacked(resolve(archive));
const lines = typings.map(([type, text]) => `  "${type}": ${JSON.stringify(argumentsIn(text))}`);
writeFileSync(
  join(schemas, 'aws-next.json'),
  `{
"source": "the typings of ${name} ${version}",
"version": "${provider}",
"arguments": {
${lines.join(',\n')}
}
}
`,
);
