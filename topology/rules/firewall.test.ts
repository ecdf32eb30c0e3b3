import { refuses } from './testing/seeds.ts';

refuses('the firewall', [
  {
    title: 'a router that its tunnel does not lead to',
    set: { 'regions[0].vpn.routers[1].managementAddress': '10.241.0.2' },
    path: 'regions[0].vpn.routers[1].managementAddress',
    text: 'which leads elsewhere',
    allowed: ['10.240.0.0/20'],
  },
  {
    title: 'an address of a router that is none',
    set: { 'regions[0].vpn.routers[0].managementAddress': 'router.example' },
    path: 'regions[0].vpn.routers[0].managementAddress',
    text: 'which leads elsewhere',
  },
  {
    title: 'an SMSC that no flow leads to',
    set: { 'carrier.smsc.addresses': ['198.51.100.99/32'] },
    path: 'aws.networkFirewall.flows',
    text: 'lets nothing out to 198.51.100.99/32 port 2775, which sms calls',
  },
  {
    title: 'customers that no flow leads to',
    set: { 'carrier.callbackDomains': ['.shop.example'] },
    path: 'aws.networkFirewall.flows',
    text: 'lets nothing out to .shop.example port 443, which scheduled-jobs calls',
  },
]);
