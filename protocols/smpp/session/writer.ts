import type { Socket } from 'node:net';
import { encodeInto, sizeBound } from '../pdu/codec.ts';
import type { CommandName } from '../pdu/pdu.ts';

/** Some 150 submit_sm; every session that has sent anything holds one. */
const SLAB_BYTES = 16_384;

/**
 * Encodes PDUs one after the other into a slab and hands the socket one slice per tick: fifty small
 * PDUs cost one system call. A slice in flight is never written again; a full slab is replaced.
 */
export class PduWriter {
  readonly #socket: Socket;
  readonly #onWritten: () => void;
  #slab = Buffer.alloc(0);
  #flushed = 0;
  #end = 0;
  #flushScheduled = false;

  /** `onWritten` runs after every slice handed to the socket, to look at its backlog. */
  constructor(socket: Socket, onWritten: () => void) {
    this.#socket = socket;
    this.#onWritten = onWritten;
  }

  /** Throws SmppEncodeError and sends nothing when a field cannot be encoded. */
  write(command: CommandName, body: object, status: number, sequence: number): void {
    const room = sizeBound(command, body);
    if (this.#slab.length - this.#end < room) this.#replaceSlab(room);
    this.#end = encodeInto(command, body, status, sequence, this.#slab, this.#end);
    if (!this.#flushScheduled) {
      this.#flushScheduled = true;
      // After the promise reactions of this tick: a batch of answers produces one batch of requests.
      process.nextTick(this.#scheduledFlush);
    }
  }

  /** Octets accepted and not yet taken by the kernel. */
  get backlog(): number {
    return this.#socket.writableLength + this.#end - this.#flushed;
  }

  flush(): void {
    if (this.#end === this.#flushed || !this.#socket.writable) return;
    const slice = this.#slab.subarray(this.#flushed, this.#end);
    this.#flushed = this.#end;
    this.#socket.write(slice);
    this.#onWritten();
  }

  readonly #scheduledFlush = (): void => {
    this.#flushScheduled = false;
    this.flush();
  };

  #replaceSlab(room: number): void {
    this.flush();
    this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, room));
    this.#flushed = 0;
    this.#end = 0;
  }
}
