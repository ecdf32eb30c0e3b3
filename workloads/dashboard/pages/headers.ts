import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../access/cookies.ts';

/** Nothing runs, loads or is sent but what this origin serves as a file, and nobody may frame it. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** A report holds its styles inline, runs nothing, and is shown in a frame of the page. */
export const REPORT_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

const YEAR_SECONDS = 31_536_000;

export function pageHeaders(request: FastifyRequest, reply: FastifyReply): void {
  secure(request, reply, PAGE_POLICY);
}

export function dataHeaders(request: FastifyRequest, reply: FastifyReply): void {
  secure(request, reply, DATA_POLICY);
}

function secure(request: FastifyRequest, reply: FastifyReply, policy: string): void {
  reply.headers({ ...COMMON, 'content-security-policy': policy, 'x-frame-options': 'DENY' });
  if (isLoopback(request)) return;
  reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`);
}
