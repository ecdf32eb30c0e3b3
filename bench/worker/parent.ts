import { type ChildProcess, fork } from 'node:child_process';
import type { WorkerCall, WorkerReply } from './messages.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface StartWorkerOptions {
  /** The script to start with `bench-child BENCHMARK ROLE`; default: the one that runs now. */
  readonly entry?: string;
}

/** Another process of the benchmark, started from the same bundle, that answers calls. */
export class BenchWorker {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #calls = 0;

  /** @param benchmark whose role it plays: `applet`, `authenticate` */
  constructor(
    benchmark: string,
    role: string,
    { entry = process.argv[1] }: StartWorkerOptions = {},
  ) {
    if (entry === undefined) throw new Error('a bench worker needs a script to start');
    this.#child = fork(entry, ['bench-child', benchmark, role], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (reply: WorkerReply) => this.#onReply(reply));
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#failAll(error);
        resolve();
      });
      this.#child.once('exit', (code, signal) => {
        this.#failAll(
          new Error(`bench worker ${benchmark} ${role} ended: ${signal ?? `exit code ${code}`}`),
        );
        resolve();
      });
    });
  }

  /** Runs a method of the role in the worker. Rejects with its error, or when the worker ends. */
  call(method: string, argument?: unknown): Promise<unknown> {
    this.#calls += 1;
    const call: WorkerCall = { id: this.#calls, method, argument };
    return new Promise((resolve, reject) => {
      this.#pending.set(call.id, { resolve, reject });
      this.#child.send(call, (error) => {
        if (error) this.#settle(call.id)?.reject(error);
      });
    });
  }

  async callForNumber(method: string, argument?: unknown): Promise<number> {
    const value = await this.call(method, argument);
    if (typeof value === 'number') return value;
    throw new Error(`bench worker: ${method} gave no number`);
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }

  #onReply(reply: WorkerReply): void {
    const pending = this.#settle(reply.id);
    if (reply.error === undefined) pending?.resolve(reply.result);
    else pending?.reject(new Error(reply.error));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
