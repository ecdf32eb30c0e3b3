import { type Static, Type } from 'typebox';

const MAX_MS = 600_000;
const duration = () => Type.Integer({ minimum: 1, maximum: MAX_MS });
const name = () => Type.String({ minLength: 1, maxLength: 64 });
const fault = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, fields: P) =>
  Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false });

/** Everything that the test servers can do wrong on purpose. A region's clients go by its name. */
export const ServerFaultSchema = Type.Union([
  /** kill -9 of the region's Redis, which returns empty. */
  fault('redis-loss', { region: name() }),
  /** kill -9 of one broker of the region's three: one that does not lead the controllers, or the one that does. */
  fault('kafka-broker-loss', {
    region: name(),
    broker: Type.Unsafe<'follower' | 'controller'>({
      type: 'string',
      enum: ['follower', 'controller'],
    }),
  }),
  /** SIGSTOP of every broker of the region, SIGCONT heals. */
  fault('kafka-stop', { region: name() }),
  /** Nothing passes to or from the document server. */
  fault('unreachable', {}),
  /** One client of the document server is cut off: nothing passes in either direction. */
  fault('partition', { client: name() }),
  /** What needs a primary waits at the document server; greetings pass. */
  fault('election', { stallMs: duration() }),
  /** Writes of documents that carry an epoch arrive so much later. */
  fault('slow-guarded', { delayMs: duration(), client: Type.Optional(name()) }),
  /** A connection, of whoever to whichever server, is reset each time. */
  fault('reset', { everyMs: duration() }),
]);

export type ServerFault = Static<typeof ServerFaultSchema>;
