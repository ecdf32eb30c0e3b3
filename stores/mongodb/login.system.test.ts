import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Authority, createAuthority } from '../../test/engines/certificates.ts';
import { mongoMissing } from '../../test/engines/mongo.ts';
import { missing } from '../../test/engines/tools.ts';
import { TcpProxy } from './testing/proxy.ts';
import { Bench, NOTES, note, unavailable } from './testing/trouble.ts';

const reason = mongoMissing() ?? missing(['openssl'], 'apt-get install -y openssl');

describe.skipIf(reason !== undefined)(
  `who may talk to MongoDB${reason ? ` (${reason})` : ''}`,
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-mongo-'));
    const bench = new Bench();
    let authority: Authority;
    beforeAll(() => {
      authority = createAuthority(directory);
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await bench.clear();
    });
    afterAll(() => rmSync(directory, { recursive: true, force: true }));

    const USER = { name: 'tandem', password: 'p@ss/word' };

    test('a user with a password is let in', async () => {
      const { url } = await bench.server({ user: USER });
      const notes = bench.connect({ url }).collection(NOTES);
      await notes.insert(note('a'));
      expect(await notes.get('a')).toEqual(note('a'));
    });

    test('a wrong password gives one line at once that names the variable, not the password', async () => {
      const { port } = await bench.server({ user: USER });
      const url = `mongodb://tandem:wrong-secret@127.0.0.1:${port}/tandem?authSource=admin`;
      const documents = bench.connect({
        url,
        variable: 'TANDEM_MONGODB_URL_X',
        retryForMs: 600_000,
      });
      expect(await unavailable(documents.ping())).toBe(
        `documents: TANDEM_MONGODB_URL_X: the server refuses the user or the password: correct them; at 127.0.0.1:${port}`,
      );
    });

    test('a password that is missing says so', async () => {
      const { port } = await bench.server({ user: USER });
      const documents = bench.connect({ url: `mongodb://127.0.0.1:${port}/`, retryForMs: 600_000 });
      expect(await unavailable(documents.ping())).toContain('may not do this');
    });

    async function behindTls(name: string, tls: TlsOptions & { expired?: boolean } = {}) {
      const { certFile, keyFile } = authority.issue(name, { expired: tls.expired ?? false });
      const proxy = new TcpProxy({
        cert: readFileSync(certFile),
        key: readFileSync(keyFile),
        ...tls,
      });
      bench.end(() => proxy.close());
      const advertisedPort = await proxy.listen();
      const server = await bench.server({ advertisedHost: 'localhost', advertisedPort });
      proxy.leadTo(server.port);
      return `${server.url}?tls=true`;
    }

    test('TLS with an authority of our own', async () => {
      const url = await behindTls('localhost');
      await bench.connect({ url, ca: authority.ca }).ping();
      await bench.connect({ url: `${url}&tlsCAFile=${authority.caFile}` }).ping();
    });

    test.each([
      [
        'an expired certificate',
        'localhost',
        { expired: true },
        'has expired: renew it (CERT_HAS_EXPIRED)',
      ],
      ['a certificate for another name', 'mongo.example', {}, 'is for another name'],
      [
        'a server with TLS 1.1 only',
        'localhost',
        { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
        'the server offers no TLS 1.2 or later',
      ],
    ] as const)('%s gives one line', async (_, name, tls, said) => {
      const documents = bench.connect({
        url: await behindTls(name, tls),
        ca: authority.ca,
        retryForMs: 6_000,
      });
      const message = await unavailable(documents.ping());
      expect(message).toContain(said);
      expect(message).toMatch(/^documents: TANDEM_MONGODB_URL: .+; at localhost:\d+$/);
    });

    test('an authority that is not trusted gives one line', async () => {
      const documents = bench.connect({ url: await behindTls('localhost'), retryForMs: 6_000 });
      expect(await unavailable(documents.ping())).toContain('is not trusted');
    });

    describe('by the role of the pod (MONGODB-AWS)', () => {
      const asked: string[] = [];
      const agent = createServer((request, response) => {
        asked.push(String(request.headers.authorization));
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            AccessKeyId: 'ASIAEXAMPLE',
            SecretAccessKey: 'example',
            Token: 'example',
            Expiration: '2049-12-31T00:00:00Z',
          }),
        );
      });
      beforeAll(() => new Promise<void>((done) => agent.listen(0, '127.0.0.1', done)));
      afterAll(() => new Promise((done) => agent.close(done)));

      test('the credentials are those of the agent of Pod Identity', async () => {
        const tokenFile = join(directory, 'token');
        writeFileSync(tokenFile, 'example-token');
        const { port } = agent.address() as AddressInfo;
        vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/v1/credentials`);
        vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', tokenFile);
        const { url } = await bench.server();
        const documents = bench.connect({
          url: `${url}?authMechanism=MONGODB-AWS&authSource=$external`,
          retryForMs: 600_000,
        });
        // The test server knows no roles; what is proved is that the driver came with those credentials.
        expect(await unavailable(documents.ping())).toContain('refuses the user');
        expect(asked).toContain('example-token');
      });

      test('no credentials at all give one line that says so', async () => {
        vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
        const { url } = await bench.server();
        const aws = `${url}?authMechanism=MONGODB-AWS&authSource=$external`;
        const documents = bench.connect({ url: aws, retryForMs: 600_000 });
        expect(await unavailable(documents.ping())).toContain('no AWS credentials');
      });
    });
  },
);
