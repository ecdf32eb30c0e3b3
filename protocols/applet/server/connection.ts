import type { Socket } from 'node:net';
import { FrameDecoder } from '../decoder.ts';
import { AppletError, REFUSALS, type RefusalCode } from '../errors.ts';
import { encodeMessage } from '../messages/index.ts';
import { type CloseReason, observe, type ServerSettings } from './options.ts';
import { NO_SEAL, RefusedFrame, readUplink, type Seal, type VerifiedFrame } from './verify.ts';

/** What a peer may still send after its connection was closed; more of it and the socket is cut. */
const MAX_DISCARDED_BYTES = 65_536;

/**
 * waiting: for a frame, or for the rest of one. handling: the handler works on a message. flushing: the
 * peer does not read its replies. closing: everything is said; what still comes is thrown away, since a
 * close with unread input would reset the connection and could destroy the last reply on its way.
 */
type State = 'waiting' | 'handling' | 'flushing' | 'closing';

/** One applet's connection. It holds no timer: the server sweeps over all of them. */
export class AppletConnection {
  readonly #socket: Socket;
  readonly #settings: ServerSettings;
  readonly #decoder = new FrameDecoder();
  #state: State = 'waiting';
  /** When the state, or the frame in progress, began. */
  #since: number;
  /** Of the message being handled. */
  #seal: Seal = NO_SEAL;
  #peerEnded = false;
  #draining = false;
  #discarded = 0;
  #reason: CloseReason | undefined;

  constructor(socket: Socket, settings: ServerSettings) {
    this.#socket = socket;
    this.#settings = settings;
    this.#since = settings.clock.monotonic();
  }

  /** Why it was closed; the peer's own wish unless something else was decided here. */
  get reason(): CloseReason {
    return this.#reason ?? 'peer';
  }

  onData(chunk: Buffer): void {
    if (this.#state === 'closing') {
      this.#discarded += chunk.length;
      if (this.#discarded > MAX_DISCARDED_BYTES) this.#socket.destroy();
      return;
    }
    this.#decoder.feed(chunk);
    if (this.#state === 'waiting') this.#readFrames();
    else this.#socket.pause();
  }

  onEnd(): void {
    this.#peerEnded = true;
    if (this.#state === 'waiting') this.#endOfInput();
    else if (this.#state === 'closing') this.#socket.end();
  }

  onDrain(): void {
    if (this.#state === 'flushing') this.#goOn();
  }

  onClose(): void {
    this.#state = 'closing';
    this.#decoder.discard();
  }

  onError(): void {
    this.#reason ??= 'socket-error';
  }

  /** Finishes what has begun, then closes. */
  drain(): void {
    this.#draining = true;
    if (this.#state === 'waiting' && !this.#decoder.midFrame) this.#close('drain');
  }

  destroy(reason: CloseReason): void {
    this.#reason ??= reason;
    this.#socket.destroy();
  }

  /** Called every so often with the clock's monotonic time: ends what has taken too long. */
  sweep(now: number): void {
    const { idleTimeoutMs, frameTimeoutMs, handlerTimeoutMs } = this.#settings;
    const elapsed = now - this.#since;
    if (this.#state === 'handling') {
      if (elapsed >= handlerTimeoutMs) this.#refuse('UNAVAILABLE', this.#seal, 'handler-timeout');
    } else if (this.#state === 'waiting' && this.#decoder.midFrame) {
      if (elapsed >= frameTimeoutMs) this.#refuse('FRAME_TIMEOUT', NO_SEAL, 'half-frame');
    } else if (this.#state === 'waiting') {
      if (elapsed >= idleTimeoutMs) this.#close('idle');
    } else if (elapsed >= frameTimeoutMs) {
      this.destroy('slow-peer');
    }
  }

  #readFrames(): void {
    try {
      while (this.#state === 'waiting') {
        const wasMidFrame = this.#decoder.midFrame;
        const bytes = this.#decoder.next();
        if (!bytes) {
          if (!wasMidFrame && this.#decoder.midFrame) this.#enter('waiting');
          return;
        }
        this.#receive(bytes);
      }
    } catch (error) {
      this.#refuse(error instanceof AppletError ? error.code : 'INTERNAL', NO_SEAL, 'bad-frame');
    }
  }

  #receive(bytes: Buffer): void {
    const frame = readUplink(bytes, this.#settings.authentication);
    if (frame instanceof RefusedFrame) {
      if (frame.failure !== undefined) observe(this.#settings.hooks.failed, frame.failure);
      this.#refuse(frame.code, frame.seal, 'bad-frame');
      return;
    }
    this.#enter('handling');
    this.#seal = frame.seal;
    if (this.#decoder.hasUnread) this.#socket.pause();
    observe(this.#settings.hooks.received, frame.message.name);
    void this.#answer(frame);
  }

  /** Never rejects: whatever fails is answered 3199. */
  async #answer(frame: VerifiedFrame): Promise<void> {
    const { message, counter, seal } = frame;
    const { authentication, handle, hooks } = this.#settings;
    try {
      const accepted = authentication?.acceptCounter(message.appletId, counter) ?? true;
      if (!(typeof accepted === 'boolean' ? accepted : await accepted)) {
        if (this.#state === 'handling') this.#refuse('STALE_COUNTER', seal, 'bad-frame');
        return;
      }
      const reply = await handle(message, { counter });
      if (this.#state !== 'handling') return;
      const flushed = this.#socket.write(encodeMessage(reply, seal.counter, seal.key));
      observe(hooks.replied, reply.name);
      if (flushed) this.#goOn();
      else this.#enter('flushing');
    } catch (error) {
      observe(hooks.failed, error);
      if (this.#state !== 'handling') return;
      this.#refuse(error instanceof AppletError ? error.code : 'INTERNAL', seal, 'handler-failed');
    }
  }

  #goOn(): void {
    this.#enter('waiting');
    this.#readFrames();
    if (this.#state !== 'waiting') return;
    if (this.#peerEnded) this.#endOfInput();
    else if (this.#draining && !this.#decoder.midFrame) this.#close('drain');
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #endOfInput(): void {
    if (this.#decoder.midFrame) this.#refuse('MALFORMED_FRAME', NO_SEAL, 'bad-frame');
    else this.#close('peer');
  }

  #refuse(code: RefusalCode, seal: Seal, reason: CloseReason): void {
    observe(this.#settings.hooks.rejected, code);
    const refusal = { name: 'Error', code: REFUSALS[code].wire } as const;
    this.#socket.write(encodeMessage(refusal, seal.counter, seal.key));
    this.#close(reason);
  }

  #close(reason: CloseReason): void {
    this.#reason ??= reason;
    this.#enter('closing');
    this.#decoder.discard();
    this.#socket.end();
    if (this.#socket.isPaused()) this.#socket.resume();
  }

  #enter(state: State): void {
    this.#state = state;
    this.#since = this.#settings.clock.monotonic();
  }
}
