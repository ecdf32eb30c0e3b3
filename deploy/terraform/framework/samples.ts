import { snakeCase } from './names.ts';
import type { Kind } from './spec.ts';

/** The account of the checks: the one that the documentation of AWS uses. */
export const SAMPLE_ACCOUNT = '123456789012';

const ID = '0123456789abcdef0';

/** What a value of this name looks like, closely enough for the validation of the provider. */
function textOf(field: string, region: string): string {
  if (/arns?$/i.test(field)) return arnOf(field, region);
  if (/cidrs?$/i.test(field)) return '10.0.0.0/24';
  if (/zoneIds?$/.test(field)) return 'Z0123456789ABCDEFGHIJ';
  const resource = Object.entries(PREFIXES).find(([name]) => field.toLowerCase().includes(name));
  if (/ids?$/i.test(field)) return `${resource?.[1] ?? 'id'}-${ID}`;
  return `sample-${snakeCase(field).replaceAll('_', '-')}`;
}

/** Prefixes of EC2 ids, by the word in the name of a field; the longest word first. */
const PREFIXES: Readonly<Record<string, string>> = {
  routetable: 'rtb',
  securitygroup: 'sg',
  transitgatewayattachment: 'tgw-attach',
  attachment: 'tgw-attach',
  transitgateway: 'tgw',
  vpnconnection: 'vpn',
  natgateway: 'nat',
  endpoint: 'vpce',
  subnet: 'subnet',
  vpc: 'vpc',
};

function arnOf(field: string, region: string): string {
  const at = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${SAMPLE_ACCOUNT}:${resource}`;
  const name = field.toLowerCase();
  if (name.includes('key')) return at('kms', 'key/01234567-89ab-cdef-0123-456789abcdef');
  if (name.includes('bucket')) return 'arn:aws:s3:::sample-bucket';
  if (name.includes('role')) return `arn:aws:iam::${SAMPLE_ACCOUNT}:role/sample`;
  if (name.includes('policy')) return `arn:aws:iam::${SAMPLE_ACCOUNT}:policy/sample`;
  if (name.includes('secret')) return at('secretsmanager', 'secret:sample-a1b2c3');
  if (name.includes('targetgroup')) {
    return at('elasticloadbalancing', 'targetgroup/sample/0123456789abcdef');
  }
  if (name.includes('nlb'))
    return at('elasticloadbalancing', 'loadbalancer/net/sample/0123456789abcdef');
  if (name.includes('alb'))
    return at('elasticloadbalancing', 'loadbalancer/app/sample/0123456789abcdef');
  if (name.includes('repository')) return at('ecr', 'repository/sample');
  if (name.includes('certificate'))
    return at('acm', 'certificate/01234567-89ab-cdef-0123-456789abcdef');
  return at('sns', 'sample');
}

export type Sample = string | number | string[] | Record<string, string>;

/** A value that stands for what another stack will export, where there is no account to export from. */
export function sampleOf(
  field: string,
  kind: Kind,
  region: string,
  keys: readonly string[],
): Sample {
  const text = textOf(field, region);
  switch (kind) {
    case 'string':
      return text;
    case 'number':
      return 1;
    case 'strings':
      return [0, 1, 2].map((index) => numbered(text, index));
    case 'map':
      return Object.fromEntries(keys.map((key, index) => [key, numbered(text, index)]));
  }
}

/** The same text with another last character, so that no two are equal. */
const numbered = (text: string, index: number): string =>
  /\/\d+$/.test(text) ? text.replace(/\.\d+\//, `.${index}/`) : `${text.slice(0, -1)}${index}`;
