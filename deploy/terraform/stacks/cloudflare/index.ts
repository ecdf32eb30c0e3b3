import type { StackSpec } from '../../framework/spec.ts';
import { cloudflareZone } from '../../parts/cloudflare.ts';
import { balancer } from './balancer.ts';
import { names } from './names.ts';
import { protection } from './protection.ts';

export const cloudflare: StackSpec = {
  name: 'cloudflare',
  scope: 'system',
  purpose:
    'How a request of a customer finds a region: the load balancer of Cloudflare over the ALB of each, ' +
    'its health check, and what protects it. Everything that failover needs is made beforehand.',
  rows: ['E1', 'E2', 'E3'],
  state: 'remote',
  build(context) {
    const { zoneId } = cloudflareZone(context);
    balancer(context, zoneId);
    names(context, zoneId);
    protection(context, zoneId);
  },
};
