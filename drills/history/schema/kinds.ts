import { APPLET_STATUSES, MODELS, RESPONSE_TYPES } from '@tandem/core';
import { PERSONA_NAMES } from '@tandem/local';
import { type TProperties, Type } from 'typebox';

const MAX_TEXT = 1_024;

/** A value: fields that are not listed are let through, as adding some is free. */
export const value = <const P extends TProperties>(fields: P) => Type.Object(fields);

export const text = (description: string) =>
  Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
/** May be empty. */
export const words = (description: string) => Type.String({ maxLength: MAX_TEXT, description });
export const flag = (description: string) => Type.Boolean({ description });
export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const ordinal = (description: string) => Type.Integer({ minimum: 1, description });
export const ms = (description: string) => Type.Number({ minimum: 0, description });
export const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
export const texts = (description: string) =>
  Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description });

export const oneOf = <const V extends readonly string[]>(values: V, description: string) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], description });

export const requestId = () => text('chosen by the bank, the same in every try');
export const transactionId = () => text('given by Tandem');
export const region = (description: string) => text(description);
export const applet = () => text('appletId');
export const local = () => text("the handset's end of the connection, address:port");
export const notificationId = () => text('of the popup: the transactionId');
export const persona = () => oneOf(PERSONA_NAMES, 'of docs/guides/personas.md');
export const model = () => oneOf(MODELS, 'of the approval');
export const responseType = (description = 'the final outcome') =>
  oneOf(RESPONSE_TYPES, description);
export const appletStatus = () => oneOf(APPLET_STATUSES, 'field status of frame 3221');
export const httpStatus = (description: string) =>
  Type.Integer({ minimum: 100, maximum: 599, description });
export const maybe = Type.Optional;
