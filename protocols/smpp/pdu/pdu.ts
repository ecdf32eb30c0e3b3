import type { Field, FieldInput, FieldValue } from './fields.ts';
import type { GRAMMAR } from './grammar.ts';
import type { Tlvs, TlvsInput } from './tlv-registry.ts';

export type CommandName = keyof typeof GRAMMAR;

type FieldsOf<C extends CommandName> = (typeof GRAMMAR)[C]['fields'];

/**
 * A decoded PDU. Fields carry the specification's names; `short_message` and octet-string TLVs are views
 * of the received bytes: copy what you keep for long.
 */
export type Pdu<C extends CommandName = CommandName> = C extends CommandName
  ? {
      readonly command: C;
      readonly command_status: number;
      readonly sequence_number: number;
      readonly tlvs: Tlvs;
    } & { -readonly [F in keyof FieldsOf<C>]: FieldValue<Extract<FieldsOf<C>[F], Field>> }
  : never;

/** The body of a PDU to send. What is left out is zero, empty, or the specification's default. */
export type PduFields<C extends CommandName = CommandName> = C extends CommandName
  ? { readonly [F in keyof FieldsOf<C>]?: FieldInput<Extract<FieldsOf<C>[F], Field>> } & {
      readonly tlvs?: TlvsInput;
    }
  : never;

/** A whole PDU to encode. */
export type PduInput<C extends CommandName = CommandName> = C extends CommandName
  ? PduFields<C> & {
      readonly command: C;
      readonly command_status?: number;
      readonly sequence_number?: number;
    }
  : never;

export type BindCommand = 'bind_receiver' | 'bind_transmitter' | 'bind_transceiver';

/** Requests that have a response, and its name. */
export type ResponseOf<C extends CommandName> = Extract<`${C}_resp`, CommandName>;

export type RequestName = {
  [C in CommandName]: ResponseOf<C> extends never ? never : C;
}[CommandName];
