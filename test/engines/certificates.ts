import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Authority {
  /** PEM, for clients to trust. */
  readonly ca: string;
  readonly caFile: string;
  /** A server's certificate for a host name, which 127.0.0.1 gets too unless `expired` or another name. */
  issue(name: string, options?: { expired?: boolean }): CertificateFiles;
}

/** An authority for one test run: no key lies in the repository. Needs openssl. */
export function createAuthority(directory: string): Authority {
  mkdirSync(directory, { recursive: true });
  const caFile = join(directory, 'ca.pem');
  const caKeyFile = join(directory, 'ca.key');
  openssl([
    ...['req', '-x509', ...KEY, '-keyout', caKeyFile, '-out', caFile],
    ...['-days', '30', '-subj', '/CN=Tandem test authority'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'],
  ]);
  writeFileSync(join(directory, 'index.txt'), '');
  writeFileSync(join(directory, 'ca.cnf'), configuration(directory));
  let issued = 0;
  return {
    ca: readFileSync(caFile, 'utf8'),
    caFile,
    issue(name, { expired = false } = {}) {
      issued += 1;
      const [certFile, keyFile, request, extensions] = ['pem', 'key', 'csr', 'ext'].map((kind) =>
        join(directory, `${issued}.${kind}`),
      ) as [string, string, string, string];
      const address = name === 'localhost' ? ', IP:127.0.0.1' : '';
      writeFileSync(extensions, `subjectAltName = DNS:${name}${address}\n`);
      openssl(['req', ...KEY, '-keyout', keyFile, '-out', request, '-subj', `/CN=${name}`]);
      openssl([
        ...['ca', '-batch', '-notext', '-config', join(directory, 'ca.cnf')],
        ...['-keyfile', caKeyFile, '-cert', caFile, '-in', request, '-out', certFile],
        ...['-extfile', extensions, '-startdate', '20200101000000Z'],
        ...['-enddate', expired ? '20210101000000Z' : '20491231235959Z'],
      ]);
      return { certFile, keyFile };
    },
  };
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function configuration(directory: string): string {
  return [
    '[ca]',
    'default_ca = tandem',
    '[tandem]',
    `new_certs_dir = ${directory}`,
    `database = ${join(directory, 'index.txt')}`,
    'rand_serial = yes',
    'default_md = sha256',
    'unique_subject = no',
    'policy = any',
    '[any]',
    'commonName = supplied',
    '',
  ].join('\n');
}
