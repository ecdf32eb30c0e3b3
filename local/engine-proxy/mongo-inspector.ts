import type { GuardedWrite } from '@tandem/stores';
import type { Inspector } from './connection.ts';
import { type Command, commandOf, MongoFrames, type MongoMessage } from './mongo-message.ts';

export interface MongoInspectorOptions {
  /** The name that the client gave itself when it connected. */
  readonly identify: (client: string) => void;
  readonly book: GuardedBook;
  /** How much later a guarded write of this client arrives. */
  readonly delayOf: (client: string | undefined) => number;
  /** While it returns a promise, whatever needs a primary waits for it. */
  readonly gate?: () => Promise<void> | undefined;
}

type Attempt = Omit<GuardedWrite, 'accepted' | 'heldEpoch' | 'heldVersion' | 'reason'>;

const EPOCH = Buffer.from('epoch\0');
const APPLICATION = Buffer.from('application\0');
const NAME_PREFIX = 'tandem ';
/** Any member answers these, whether there is a primary or not. */
const GREETINGS = new Set(['hello', 'ismaster', 'isMaster', 'buildInfo', 'endSessions']);

/**
 * Reads the wire protocol of MongoDB between a client and its server: who the client is, and what the server
 * decides of inserts and compare-and-sets of documents that carry an epoch (DESIGN.md, I5).
 */
export function mongoInspector(options: MongoInspectorOptions): Inspector {
  const { identify, book, delayOf, gate = () => undefined } = options;
  const upstream = new MongoFrames();
  const downstream = new MongoFrames();
  const awaited = new Map<number, Attempt>();
  let client: string | undefined;
  let sent: Promise<void> | undefined;

  const pass = (message: MongoMessage, forward: (bytes: Buffer) => void): void => {
    if (client === undefined && message.bytes.includes(APPLICATION)) {
      client = nameIn(commandOf(message));
      if (client !== undefined) identify(client);
    }
    const attempt = message.bytes.includes(EPOCH) ? attemptIn(message, client) : undefined;
    if (attempt) awaited.set(message.id, attempt);
    const delayMs = attempt ? delayOf(client) : 0;
    const closed = gate();
    const barred = closed && !isGreeting(message) ? closed : undefined;
    if (delayMs === 0 && !barred && !sent) {
      forward(message.bytes);
      return;
    }
    // A copy: the buffer it is part of is not ours for so long. What follows keeps its place.
    const bytes = Buffer.from(message.bytes);
    const before = sent ?? Promise.resolve();
    const mine = Promise.all([before, barred, wait(delayMs)]).then(() => forward(bytes));
    sent = mine;
    void mine.then(() => {
      if (sent === mine) sent = undefined;
    });
  };

  return {
    fromClient(bytes, forward) {
      for (const message of upstream.push(bytes)) pass(message, forward);
    },
    fromServer(bytes) {
      for (const message of downstream.push(bytes)) {
        const attempt = awaited.get(message.responseTo);
        if (!attempt) continue;
        awaited.delete(message.responseTo);
        const { n } = commandOf(message) ?? {};
        book.decided(attempt, Number(n) > 0);
      }
    },
    awaits: () => awaited.size > 0,
  };
}

function isGreeting(message: MongoMessage): boolean {
  const [name = ''] = Object.keys(commandOf(message) ?? {});
  return GREETINGS.has(name) || name.startsWith('sasl');
}

function nameIn(command: Command | undefined): string | undefined {
  const name = at(at(at(command, 'client'), 'application'), 'name');
  if (typeof name !== 'string') return undefined;
  return name.startsWith(NAME_PREFIX) ? name.slice(NAME_PREFIX.length) : name;
}

function attemptIn(message: MongoMessage, client = 'unknown'): Attempt | undefined {
  const command = commandOf(message);
  if (!command) return undefined;
  const collection = String(command.insert ?? command.update ?? '');
  const [first] = asArray(command.documents ?? command.updates);
  const document = command.insert === undefined ? at(first, 'u') : first;
  const [id, epoch, version, holder] = ['_id', 'epoch', 'version', 'holder'].map((field) =>
    at(document, field),
  );
  if (collection === '' || typeof id !== 'string' || typeof epoch !== 'number') return undefined;
  const named = typeof holder === 'string' ? { holder } : {};
  return { collection, id, client, epoch, version: Number(version), ...named };
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const at = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;

function wait(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

/** What the server holds of guarded documents, as far as it has accepted it before our eyes. */
export class GuardedBook {
  readonly #held = new Map<string, { readonly epoch: number; readonly version: number }>();
  readonly #onWrite: (write: GuardedWrite) => void;

  constructor(onWrite: (write: GuardedWrite) => void) {
    this.#onWrite = onWrite;
  }

  decided(attempt: Attempt, accepted: boolean): void {
    const key = `${attempt.collection}/${attempt.id}`;
    const held = this.#held.get(key);
    const { epoch, version } = attempt;
    if (accepted) {
      this.#held.set(key, { epoch, version });
      this.#onWrite({ ...attempt, accepted });
      return;
    }
    const known = held && { heldEpoch: held.epoch, heldVersion: held.version };
    this.#onWrite({ ...attempt, accepted, ...known });
  }
}
