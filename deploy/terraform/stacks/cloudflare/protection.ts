import { Ruleset, type RulesetRules } from '#cloudflare/ruleset';
import type { StackContext } from '../../framework/context.ts';
import { seconds } from '../../framework/units.ts';
import { ownHosts } from '../../parts/cloudflare.ts';

/** Rulesets that Cloudflare keeps (Managed rulesets reference); the ids are the same for every account. */
const MANAGED = {
  cloudflare: 'efb7b8c949ac4650a09736fc376e9aee',
  owasp: '4814384a9e5d4991b9815dcfc25d2f1f',
  ddos: '4d21379b4f9f4bb088e0729962c8b3cf',
} as const;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Rules for our names alone. A zone has one ruleset for each phase: rules that other systems have in the
 * same zone are imported into these before the first apply, or it replaces them.
 */
export function protection(context: StackContext, zoneId: string): void {
  const hosts = ownHosts(context);
  const { cacheApi, ddos } = context.topology.edge.api.protection;
  const ruleset = (id: string, phase: string, rules: readonly RulesetRules[]) =>
    new Ruleset(context.for('E1'), id, {
      zoneId,
      name: context.systemNamed(id),
      kind: 'zone',
      phase,
      rules: [...rules],
    });
  ruleset('settings', 'http_config_settings', [settings(hosts)]);
  ruleset('requests', 'http_request_firewall_custom', refused(hosts));
  ruleset('waf', 'http_request_firewall_managed', [
    execute('cloudflare-managed', hosts, MANAGED.cloudflare),
    execute('owasp', hosts, MANAGED.owasp),
  ]);
  ruleset('rate-limit', 'http_ratelimit', [rateLimit(context, hosts)]);
  if (ddos) ruleset('ddos', 'ddos_l7', [execute('ddos', 'true', MANAGED.ddos)]);
  if (!cacheApi) ruleset('no-cache', 'http_request_cache_settings', [neverCached(hosts)]);
}

/** TLS to the origin with its certificate checked; nothing that rewrites what an API answers. */
const settings = (expression: string): RulesetRules => ({
  ref: 'api-settings',
  description: 'The origin proves itself; answers are left as they are.',
  expression,
  action: 'set_config',
  actionParameters: {
    ssl: 'strict',
    bic: false,
    emailObfuscation: false,
    rocketLoader: false,
    automaticHttpsRewrites: false,
  },
  enabled: true,
});

const refused = (hosts: string): RulesetRules[] => [
  {
    ref: 'plain-http',
    description: 'Tokens must never travel in the clear, not even to a redirect.',
    expression: `${hosts} and not ssl`,
    action: 'block',
    enabled: true,
  },
  {
    ref: 'unknown-methods',
    description: 'Methods that nothing behind here answers.',
    expression: `${hosts} and not (http.request.method in {${METHODS.map((one) => `"${one}"`).join(' ')}})`,
    action: 'block',
    enabled: true,
  },
];

const execute = (ref: string, expression: string, id: string): RulesetRules => ({
  ref,
  description: `The managed rules ${ref}.`,
  expression,
  action: 'execute',
  actionParameters: { id },
  enabled: true,
});

function rateLimit({ topology }: StackContext, expression: string): RulesetRules {
  const { periodMs, requests } = topology.edge.api.rateLimit;
  return {
    ref: 'flood',
    description: 'No address may ask more than this; the API limits each customer further.',
    expression,
    action: 'block',
    ratelimit: {
      // Cloudflare counts in each of its data centres.
      characteristics: ['ip.src', 'cf.colo.id'],
      period: seconds(periodMs),
      requestsPerPeriod: requests,
      mitigationTimeout: seconds(periodMs),
    },
    enabled: true,
  };
}

const neverCached = (expression: string): RulesetRules => ({
  ref: 'never-cached',
  description: 'Every answer is for one customer and one moment.',
  expression,
  action: 'set_cache_settings',
  actionParameters: { cache: false },
  enabled: true,
});
