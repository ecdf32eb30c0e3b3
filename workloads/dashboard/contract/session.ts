import { type Static, Type } from 'typebox';
import { closed, nullable, oneOf, time } from './shared.ts';

/**
 * Each role may do what those before it may. `viewer`: how the system stands. `support`: transactions,
 * traces and callbacks. `operator`: actions, the audit log and, on a local system, faults and drills.
 */
export const ROLES = ['viewer', 'support', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export const UserSchema = Type.Object({
  /** Stable, such as the subject of the provider. */
  subject: Type.String(),
  /** For people to read. */
  name: Type.String(),
  role: oneOf(ROLES),
  /** When present, these customers' transactions are the only ones that this person may see. */
  customers: Type.Optional(Type.Array(Type.String())),
});
export type User = Static<typeof UserSchema>;

/** GET session. Answered to everybody: who is signed in, or how to sign in. */
export const SessionSchema = Type.Object({
  user: nullable(UserSchema),
  /** When the session ends; absent without a user. */
  expiresAt: Type.Optional(time()),
  /** Ways to sign in: a token that was printed, or a provider (GET sign-in begins there). */
  signIn: Type.Object({
    token: Type.Boolean(),
    provider: nullable(Type.Object({ name: Type.String(), path: Type.String() })),
  }),
  /** The region that answered. */
  region: Type.String(),
  /** Try it, drills and processes are there. */
  local: Type.Boolean(),
});
export type Session = Static<typeof SessionSchema>;

/** POST session. The one-time token that was printed, or the dashboard or operator token. */
export const SignInSchema = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 2_048, pattern: '^[\\x21-\\x7e]+$' }) },
  closed,
);
export type SignIn = Static<typeof SignInSchema>;

/** POST sign-ins: a token that signs one person in, once, within twelve hours. */
export const InviteSchema = Type.Object({ role: oneOf(ROLES) }, closed);
export type Invite = Static<typeof InviteSchema>;
export const InvitedSchema = Type.Object({ token: Type.String() });
export type Invited = Static<typeof InvitedSchema>;

/** POST csrf: for one action, within its minutes. Sent as X-CSRF-Token. */
export const CsrfSchema = Type.Object({ token: Type.String(), expiresAt: time() });
export type Csrf = Static<typeof CsrfSchema>;

/** Every refusal (RFC 9457); `detail` is a plain sentence to show. */
export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  retryable: Type.Boolean(),
  instance: Type.String(),
});
export type ProblemDocument = Static<typeof ProblemSchema>;
