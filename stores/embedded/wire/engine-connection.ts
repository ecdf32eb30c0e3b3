import type { Socket } from 'node:net';
import { isStoreError, StoreError } from '../../ports/errors.ts';
import { encodeFrame, FrameError, SOFT_FRAME_BYTES } from './frames.ts';
import { type Answer, errorAnswer, NO_REPLY, STATUS_OK } from './protocol.ts';

/** A client that does not read its answers is cut off when this much waits for it. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;

let lastSerial = 0;

function nextSerial(): number {
  lastSerial += 1;
  return lastSerial;
}

/** The engine's end of one client connection. Answers of one turn leave in one frame. */
export class EngineConnection {
  /** Differs for each connection, also of one session. */
  readonly serial = nextSerial();
  readonly session: string;
  readonly details: unknown;
  /** Requests below this id have been answered and the client has read the answer. */
  acknowledgedBelow = 0;
  readonly #socket: Socket;
  readonly #onDirty: (connection: EngineConnection) => void;
  #answers: Answer[] = [];
  #answerBytes = 0;
  #dirty = false;

  constructor(
    socket: Socket,
    session: string,
    details: unknown,
    onDirty: (connection: EngineConnection) => void,
  ) {
    this.#socket = socket;
    this.session = session;
    this.details = details;
    this.#onDirty = onDirty;
  }

  get open(): boolean {
    return !this.#socket.destroyed;
  }

  answer(id: number, value: unknown): void {
    if (id !== NO_REPLY) this.#enqueue([id, STATUS_OK, value], 16);
  }

  /** An answer that carries about `bytes` of content, so that frames keep a reasonable size. */
  answerSized(id: number, value: unknown, bytes: number): void {
    this.#enqueue([id, STATUS_OK, value], bytes);
  }

  fail(id: number, error: unknown): void {
    if (id === NO_REPLY) return;
    const known = isStoreError(error)
      ? error
      : new StoreError('unavailable', error instanceof Error ? error.message : String(error));
    this.#enqueue(errorAnswer(id, known), 64);
  }

  push(kind: number, args: readonly unknown[], bytes: number): void {
    this.#enqueue([0, kind, ...args], bytes);
  }

  #enqueue(answer: Answer, bytes: number): void {
    if (this.#socket.destroyed) return;
    if (this.#answerBytes + bytes > SOFT_FRAME_BYTES) this.flush();
    this.#answers.push(answer);
    this.#answerBytes += bytes;
    if (this.#dirty) return;
    this.#dirty = true;
    this.#onDirty(this);
  }

  flush(): void {
    this.#dirty = false;
    if (this.#answers.length === 0) return;
    const answers = this.#answers;
    this.#answers = [];
    this.#answerBytes = 0;
    if (this.#socket.destroyed) return;
    this.#socket.write(this.#encode(answers));
    if (this.#socket.writableLength > MAX_UNREAD_BYTES) this.#socket.destroy();
  }

  #encode(answers: readonly Answer[]): Buffer {
    try {
      return encodeFrame(answers);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      const tooLarge = new StoreError('invalid', `${error.message}: ask for less at once`);
      return encodeFrame(answers.map(([id]) => errorAnswer(id, tooLarge)));
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
