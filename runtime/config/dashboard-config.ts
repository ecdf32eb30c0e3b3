/** Signing in at an OpenID provider. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** The client secret is the secret dashboard-oidc-client-secret. */
  readonly confidential: boolean;
  readonly roleClaim: string;
  readonly customersClaim: string;
}

export type LocalControlName = 'supervisor' | 'edge' | 'carrier' | 'bank';

/** What only the dashboard reads. */
export interface DashboardConfig {
  readonly oidc?: OidcConfig;
  /** Base URLs of the controls of a local system; absent anywhere else. */
  readonly localControls?: Readonly<Partial<Record<LocalControlName, string>>>;
  readonly drillReports?: string;
}

export interface DashboardValues {
  readonly oidcIssuer?: string | undefined;
  readonly oidcClientId?: string | undefined;
  readonly oidcConfidential?: boolean | undefined;
  readonly oidcRoleClaim?: string | undefined;
  readonly oidcCustomersClaim?: string | undefined;
  readonly localControls?: readonly string[] | undefined;
  readonly drillReports?: string | undefined;
}

export function dashboardConfigOf(values: DashboardValues): DashboardConfig {
  const { oidcIssuer: issuer, oidcClientId: clientId, localControls, drillReports } = values;
  const hasProvider = issuer !== undefined && clientId !== undefined;
  return {
    ...(hasProvider && {
      oidc: Object.freeze({
        issuer,
        clientId,
        confidential: values.oidcConfidential ?? false,
        roleClaim: values.oidcRoleClaim ?? '',
        customersClaim: values.oidcCustomersClaim ?? '',
      }),
    }),
    ...(localControls && {
      localControls: Object.freeze(
        Object.fromEntries(localControls.map((control) => control.split('=', 2))),
      ),
    }),
    ...(drillReports !== undefined && { drillReports }),
  };
}
