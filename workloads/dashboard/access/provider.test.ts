import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Dashboard } from '../testing/harness.ts';

/** An OpenID provider that signs in whoever comes, as the test says who that is. */
class TestProvider {
  claims: Record<string, unknown> = {};
  issuer = '';
  readonly seen: Record<string, string>[] = [];
  readonly #challenges = new Map<string, { challenge: string; nonce: string }>();
  #server: Server | undefined;

  async start(): Promise<this> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
    this.#server = createServer((request, response) => {
      const answer = (value: object, status = 200) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      };
      if (request.url === '/.well-known/openid-configuration') {
        answer({
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/keys`,
        });
        return;
      }
      if (request.url === '/keys') {
        answer({ keys: [jwk] });
        return;
      }
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', async () => {
        const form = Object.fromEntries(new URLSearchParams(body));
        this.seen.push(form);
        const known = this.#challenges.get(form.code ?? '');
        const challenge = createHash('sha256')
          .update(form.code_verifier ?? '')
          .digest('base64url');
        if (known?.challenge !== challenge) {
          answer({ error: 'invalid_grant' }, 400);
          return;
        }
        const token = new SignJWT({ nonce: known.nonce, ...this.claims })
          .setProtectedHeader({ alg: 'ES256', kid: 'one' })
          .setIssuer(this.issuer)
          .setAudience('tandem')
          .setSubject('ada')
          .setIssuedAt(0)
          .setExpirationTime(9_999_999_999);
        answer({ id_token: await token.sign(privateKey) });
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    this.issuer = `http://127.0.0.1:${port}`;
    return this;
  }

  /** What the person does there: signs in, and is sent back with a code. */
  authorize(url: string): { readonly code: string; readonly state: string } {
    const query = new URL(url).searchParams;
    const code = `code-${this.#challenges.size}`;
    this.#challenges.set(code, {
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce') ?? '',
    });
    return { code, state: query.get('state') ?? '' };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server?.closeAllConnections();
      this.#server?.close(() => resolve());
    });
  }
}

let provider: TestProvider;
let dashboard: Dashboard;

beforeEach(async () => {
  provider = await new TestProvider().start();
  const oidc = {
    issuer: provider.issuer,
    clientId: 'tandem',
    confidential: false,
    roleClaim: 'tandem_role',
    customersClaim: 'tandem_customers',
  };
  dashboard = await Dashboard.start({ config: { oidc } });
});
afterEach(async () => {
  await dashboard.close();
  await provider.close();
});

async function begin(to = '') {
  const begun = await dashboard.ask(`/sign-in${to}`);
  const location = String(begun.headers.location);
  return { location, cookie: String(begun.headers['set-cookie']).split(';')[0] ?? '', begun };
}
const comeBack = (query: Record<string, string>, cookie: string) =>
  dashboard.ask(`/sign-in/return?${new URLSearchParams(query)}`, { headers: { cookie } });
const sessionIn = (answer: Awaited<ReturnType<typeof comeBack>>) =>
  [answer.headers['set-cookie']].flat().find((each) => each?.startsWith('tandem-session=')) ?? '';

test('a person signs in with code and PKCE, and gets the role that the provider says', async () => {
  provider.claims = { tandem_role: 'support', tandem_customers: ['acme'], name: 'Ada' };
  const { location, cookie, begun } = await begin('?to=/dashboard/transactions');
  expect(String(begun.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax$/);
  const asked = new URL(location).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('redirect_uri')).toBe('http://localhost:8080/dashboard/api/sign-in/return');
  const back = await comeBack(provider.authorize(location), cookie);
  expect(back.headers.location).toBe('/dashboard/transactions');
  const session = await dashboard.ask('/session', {
    headers: { cookie: sessionIn(back).split(';')[0] ?? '' },
  });
  expect(session.json()).toMatchObject({
    user: { subject: 'ada', name: 'Ada', role: 'support', customers: ['acme'] },
    signIn: { provider: { path: '/dashboard/api/sign-in' } },
  });
  expect(provider.seen[0]).toMatchObject({ grant_type: 'authorization_code', client_id: 'tandem' });
});

test('the same answer in another browser, or a second time, signs nobody in', async () => {
  provider.claims = { tandem_role: 'operator' };
  const mine = await begin();
  const given = provider.authorize(mine.location);
  const other = await begin();
  for (const cookie of ['', other.cookie, 'tandem-sign-in=forged']) {
    const back = await comeBack(given, cookie);
    expect(back.headers.location).toBe('/dashboard/?sign-in=failed');
    expect(sessionIn(back)).toBe('');
  }
  const stolen = await comeBack({ ...given, code: 'made-up' }, mine.cookie);
  expect(sessionIn(stolen)).toBe('');
});

test.each([
  ['has no role', {}],
  ['has a role that is none', { tandem_role: 'emperor' }],
  ['belongs to another sign-in', { tandem_role: 'viewer', nonce: 'another' }],
])('whoever %s is not signed in', async (_what, claims) => {
  provider.claims = claims;
  const { location, cookie } = await begin();
  const back = await comeBack(provider.authorize(location), cookie);
  expect(sessionIn(back)).toBe('');
});

test.each(['//evil.example', 'https://evil.example', '/elsewhere', '/dashboard/../x'])(
  'nobody is led to %s afterwards',
  async (to) => {
    const answer = await dashboard.ask(`/sign-in?to=${encodeURIComponent(to)}`);
    expect(answer.statusCode).toBe(400);
  },
);

test('a provider that is away is said to be, and the tokens still work', async () => {
  await provider.close();
  const answer = await dashboard.ask('/sign-in');
  expect(answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
  expect(answer.json().detail).toContain('sign-in provider');
});
