import type { AppletMessage, MessageName } from './message.ts';

export type MessageOf<N extends MessageName> = Extract<AppletMessage, { readonly name: N }>;

/** One message id: which fields it has, and how they become a typed message and back. */
export interface MessageCodec<N extends MessageName> {
  readonly id: string;
  readonly name: N;
  readonly direction: 'uplink' | 'downlink';
  /** Names of the fields before counter and mac, as the documentation lists them. */
  readonly fields: readonly string[];
  /** Throws INVALID_FIELD. */
  readonly read: (fields: readonly string[]) => MessageOf<N>;
  /** Throws INVALID_FIELD. */
  readonly write: (message: MessageOf<N>) => string[];
}
