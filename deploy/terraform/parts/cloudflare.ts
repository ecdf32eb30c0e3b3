import type { TerraformVariable } from 'cdktn';
import { CloudflareProvider } from '#cloudflare/provider';
import type { StackContext } from '../framework/context.ts';

/** The provider, whose token is in CLOUDFLARE_API_TOKEN, and the zone of the system. */
export function cloudflareZone(context: StackContext): { readonly zoneId: string } {
  new CloudflareProvider(context.stack, 'cloudflare', {});
  const zone = context.ask('cloudflare_zone_id', {
    description: `The id of the zone ${context.topology.edge.api.zone} at Cloudflare.`,
    sample: '0123456789abcdef0123456789abcdef',
  });
  return { zoneId: zone.stringValue };
}

/** Monitors and pools are of the account. */
export const cloudflareAccount = (context: StackContext): TerraformVariable =>
  context.ask('cloudflare_account_id', {
    description: 'The id of the account at Cloudflare.',
    sample: '0123456789abcdef0123456789abcdef',
  });

/** Every name of the API, in the words of a filter of Cloudflare. */
export function ownHosts({ topology }: StackContext): string {
  const { hostname, aliases } = topology.edge.api;
  return `(http.host in {${[hostname, ...aliases].map((name) => `"${name}"`).join(' ')}})`;
}
