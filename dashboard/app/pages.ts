import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Role } from '../api/types.ts';

export interface Page {
  readonly path: string;
  readonly title: string;
  readonly role: Role;
  /** There only where the whole system runs on this machine. */
  readonly local?: boolean;
  readonly inMenu: boolean;
  readonly content: LazyExoticComponent<ComponentType>;
}

export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: 'Overview',
    role: 'viewer',
    inMenu: true,
    content: lazy(() => import('../pages/overview/overview.tsx')),
  },
  {
    path: '/try',
    title: 'Try it',
    role: 'operator',
    local: true,
    inMenu: true,
    content: lazy(() => import('../pages/try-it/try-it.tsx')),
  },
  {
    path: '/transactions',
    title: 'Transactions',
    role: 'support',
    inMenu: true,
    content: lazy(() => import('../pages/transactions/transactions.tsx')),
  },
  {
    path: '/transactions/:id',
    title: 'Trace',
    role: 'support',
    inMenu: false,
    content: lazy(() => import('../pages/trace/trace.tsx')),
  },
  {
    path: '/carrier',
    title: 'Carrier',
    role: 'viewer',
    inMenu: true,
    content: lazy(() => import('../pages/carrier/carrier.tsx')),
  },
  {
    path: '/failover',
    title: 'Failover',
    role: 'viewer',
    inMenu: true,
    content: lazy(() => import('../pages/failover/failover.tsx')),
  },
  {
    path: '/drills',
    title: 'Drills',
    role: 'viewer',
    local: true,
    inMenu: true,
    content: lazy(() => import('../pages/drills/drills.tsx')),
  },
  {
    path: '/audit',
    title: 'Audit',
    role: 'support',
    inMenu: true,
    content: lazy(() => import('../pages/audit/audit.tsx')),
  },
];
