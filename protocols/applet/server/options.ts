import { type Clock, systemClock } from '@tandem/core';
import type { MacKey } from '../cmac.ts';
import type { RefusalCode } from '../errors.ts';
import type {
  AnswerReceipt,
  MessageName,
  NothingPending,
  Notification,
  RegisterAck,
  UplinkMessage,
} from '../messages/message.ts';

export type AppletReply = Notification | AnswerReceipt | NothingPending | RegisterAck;

export interface Authentication {
  /**
   * The key of an applet; `undefined` refuses it. Give unknown applets a derived key all the same (as
   * AppletKeyring does): then a stranger cannot tell an unknown id from a wrong MAC.
   */
  readonly keyFor: (appletId: string) => MacKey | undefined;
  /**
   * Called after the MAC was verified: whether this counter is higher than the last one seen, which it
   * then replaces. A rejection is answered UNAVAILABLE.
   */
  readonly acceptCounter: (appletId: string, counter: number) => boolean | Promise<boolean>;
  /** Told of each frame in an applet's name whose MAC is not its own: anybody can send those. */
  readonly mismatched?: (appletId: string) => void;
}

export type CloseReason =
  | 'peer'
  | 'idle'
  | 'half-frame'
  | 'slow-peer'
  | 'bad-frame'
  | 'handler-failed'
  | 'handler-timeout'
  | 'drain'
  | 'socket-error';

/** What metrics and logs may watch. A hook that throws is reported as a process warning, once. */
export interface AppletServerHooks {
  readonly accepted?: () => void;
  /** A connection above `maxConnections`. */
  readonly refused?: () => void;
  readonly closed?: (reason: CloseReason) => void;
  readonly received?: (name: MessageName) => void;
  readonly replied?: (name: MessageName) => void;
  /** A frame was answered with 3199. */
  readonly rejected?: (code: RefusalCode) => void;
  /** The handler, the keys or the counter check threw, or the reply could not be encoded. */
  readonly failed?: (error: unknown) => void;
}

export interface AppletServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** `'none'` accepts every frame unverified and signs nothing: for interoperability tests only. */
  readonly authentication: Authentication | 'none';
  /**
   * Answers one verified message. Messages of one connection come one at a time, in order. A rejection
   * with an AppletError is answered 3199 with its code, any other with INTERNAL; then the connection closes.
   */
  readonly handle: (
    message: UplinkMessage,
    context: { readonly counter: number },
  ) => AppletReply | Promise<AppletReply>;
  /** Silence between frames before the connection is closed; default 60,000 ms. */
  readonly idleTimeoutMs?: number;
  /** For the rest of a frame to come, a reply to leave, a closed connection to end; default 10,000 ms. */
  readonly frameTimeoutMs?: number;
  /** For the handler; then UNAVAILABLE is answered; default 10,000 ms. */
  readonly handlerTimeoutMs?: number;
  /** Default 20,000. Those above are closed at once. */
  readonly maxConnections?: number;
  readonly clock?: Clock;
  readonly hooks?: AppletServerHooks;
}

export interface ServerSettings {
  readonly authentication: Authentication | undefined;
  readonly handle: AppletServerOptions['handle'];
  readonly idleTimeoutMs: number;
  readonly frameTimeoutMs: number;
  readonly handlerTimeoutMs: number;
  readonly maxConnections: number;
  readonly clock: Clock;
  readonly hooks: AppletServerHooks;
}

export function settingsOf(options: AppletServerOptions): ServerSettings {
  const settings = {
    authentication: options.authentication === 'none' ? undefined : options.authentication,
    handle: options.handle,
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    frameTimeoutMs: options.frameTimeoutMs ?? 10_000,
    handlerTimeoutMs: options.handlerTimeoutMs ?? 10_000,
    maxConnections: options.maxConnections ?? 20_000,
    clock: options.clock ?? systemClock,
    hooks: options.hooks ?? {},
  };
  for (const name of [
    'idleTimeoutMs',
    'frameTimeoutMs',
    'handlerTimeoutMs',
    'maxConnections',
  ] as const) {
    if (!(settings[name] > 0)) throw new RangeError(`${name} must be greater than 0`);
  }
  return settings;
}

/** Hooks whose failure was reported: they run for every frame, the warning comes once. */
const reported = new WeakSet<object>();

/** Calls a hook; its failure must not reach the connection. */
export function observe<A extends unknown[]>(
  hook: ((...args: A) => void) | undefined,
  ...args: A
): void {
  if (!hook) return;
  try {
    hook(...args);
  } catch (error) {
    if (reported.has(hook)) return;
    reported.add(hook);
    process.emitWarning(`a hook of the applet server failed: ${String(error)}`);
  }
}
