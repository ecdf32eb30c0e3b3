import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { FrameError } from '../wire/frames.ts';

const Details = Compile(
  Type.Union([
    Type.Null(),
    Type.Object(
      { client: Type.String({ minLength: 1, maxLength: 64 }) },
      { additionalProperties: false },
    ),
  ]),
);

const UNNAMED = 'unnamed';

/** How a documents client names itself in its greeting. Throws FrameError on what none of ours would say. */
export function clientOf(details: unknown): string {
  if (!Details.Check(details)) throw new FrameError('malformed details of a documents client');
  return details?.client ?? UNNAMED;
}
