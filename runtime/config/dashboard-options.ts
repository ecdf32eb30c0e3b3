import { Type } from 'typebox';
import { type OptionSpec, yesOrNo } from './option-spec.ts';

const claim = (flag: string, variable: string, fallback: string, describe: string) =>
  ({
    schema: Type.String({ pattern: '^[A-Za-z0-9_:/.-]{1,128}$' }),
    flag,
    variable,
    kind: 'text',
    default: fallback,
    describe,
    allowed: 'the name of a claim',
  }) as const satisfies OptionSpec;

/** How people sign in to the dashboard, and what a local system lends it. */
export const DASHBOARD_OPTIONS = {
  oidcIssuer: {
    schema: Type.String({
      pattern: '^(https://[^\\s?#]+|http://(localhost|127\\.0\\.0\\.1)(:[0-9]{1,5})?[^\\s?#]*)$',
    }),
    flag: 'oidc-issuer',
    variable: 'TANDEM_OIDC_ISSUER',
    kind: 'text',
    optional: true,
    describe: 'OpenID provider at which people sign in to the dashboard; else tokens only.',
    allowed: 'an https URL, exactly as the provider spells it',
  },
  oidcClientId: {
    schema: Type.String({ pattern: '^[\\x21-\\x7e]{1,256}$' }),
    flag: 'oidc-client-id',
    variable: 'TANDEM_OIDC_CLIENT_ID',
    kind: 'text',
    optional: true,
    describe: 'What the provider calls the dashboard; it returns to /dashboard/api/sign-in/return.',
    allowed: '1 to 256 printable ASCII characters',
  },
  oidcConfidential: yesOrNo(
    'oidc-confidential',
    'TANDEM_OIDC_CONFIDENTIAL',
    'Prove itself to the provider with the secret dashboard-oidc-client-secret.',
  ),
  oidcRoleClaim: claim(
    'oidc-role-claim',
    'TANDEM_OIDC_ROLE_CLAIM',
    'tandem_role',
    'Claim of the ID token that holds viewer, support or operator.',
  ),
  oidcCustomersClaim: claim(
    'oidc-customers-claim',
    'TANDEM_OIDC_CUSTOMERS_CLAIM',
    'tandem_customers',
    'Claim with the list of customers that the role is bound to; without it, all.',
  ),
  localControls: {
    schema: Type.Array(
      Type.String({
        pattern: '^(supervisor|edge|carrier|bank)=http://127\\.0\\.0\\.1:[0-9]{1,5}$',
      }),
      { minItems: 1, maxItems: 4 },
    ),
    flag: 'local-controls',
    variable: 'TANDEM_LOCAL_CONTROLS',
    kind: 'list',
    optional: true,
    describe:
      'Controls of a local system; with them the dashboard offers faults, drills and Try it. Set by `tandem up`.',
    allowed: 'name=http://127.0.0.1:PORT of supervisor, edge, carrier, bank, separated by commas',
  },
  drillReports: {
    schema: Type.String({ minLength: 1 }),
    flag: 'drill-reports',
    variable: 'TANDEM_DRILL_REPORTS',
    kind: 'text',
    optional: true,
    describe: 'Directory of the reports of drills that the dashboard shows. Set by `tandem up`.',
    allowed: 'a directory',
  },
} as const satisfies Record<string, OptionSpec>;
