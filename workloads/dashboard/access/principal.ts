import { TandemError } from '@tandem/core';
import type { FastifyRequest } from 'fastify';
import { ROLES, type Role, type User } from '../schemas.ts';

/** Who asks, as one request brought it. */
export interface Principal extends User {
  /** Present with a cookie: its requests may come from a page that somebody else has made. */
  readonly session?: { readonly id: string; readonly expiresAt: number };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard of the dashboard's API before any of its handlers runs. */
    principal?: Principal;
  }
}

export function isAtLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

/** Throws where the guard let nobody through. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal) return principal;
  throw new TandemError('dashboard-unauthenticated', { reason: 'There is no session' });
}

export function maySeeCustomer({ customers }: User, customerId: string): boolean {
  return customers === undefined || customers.includes(customerId);
}

/** What shows all customers, or moves them all, is closed to who may see some of them only. */
export function requireAllCustomers({ customers }: User): void {
  if (customers === undefined) return;
  throw new TandemError('dashboard-forbidden', {
    reason: 'This is about all customers, and your role is bound to some of them',
  });
}
