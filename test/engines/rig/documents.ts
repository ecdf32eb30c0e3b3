import {
  EngineProxy,
  GuardedBook,
  HistoryFile,
  mongoInspector,
  recordGuardedWrites,
} from '@tandem/local';
import type { GuardedWrite } from '@tandem/stores';
import { type MongoServer, startMongo } from '../mongo.ts';

/** The document server of both regions behind a proxy that reads along. */
export class DocumentsRig {
  readonly proxy: EngineProxy;
  readonly url: string;
  readonly #server: MongoServer;
  readonly #state: State;

  private constructor(proxy: EngineProxy, server: MongoServer, state: State) {
    this.proxy = proxy;
    this.url = server.url;
    this.#server = server;
    this.#state = state;
  }

  static async start(): Promise<DocumentsRig> {
    const state: State = {
      delays: new Set(),
      gate: undefined,
      write: undefined,
      history: undefined,
    };
    const book = new GuardedBook((write) => state.write?.(write));
    const proxy = await EngineProxy.listen({
      seed: 'documents',
      inspect: (identify) =>
        mongoInspector({
          identify,
          book,
          gate: () => state.gate,
          delayOf: (client) =>
            Math.max(0, ...[...state.delays].map(({ of, ms }) => (of === client || !of ? ms : 0))),
        }),
    });
    const server = await startMongo({ advertisedPort: proxy.port });
    proxy.forwardTo({ host: '127.0.0.1', port: server.port });
    return new DocumentsRig(proxy, server, state);
  }

  slowGuarded(ms: number, client?: string): () => void {
    const delay = { ms, of: client };
    this.#state.delays.add(delay);
    return () => this.#state.delays.delete(delay);
  }

  /** Whatever needs a primary waits for so long, or until it is healed. */
  elect(stallMs: number): () => void {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#state.gate = gate;
    const end = () => {
      if (this.#state.gate === gate) this.#state.gate = undefined;
      open();
    };
    setTimeout(end, stallMs).unref();
    return end;
  }

  /** Records the guarded writes in a history of the process `documents`. */
  async record(path: string | undefined): Promise<void> {
    const state = this.#state;
    state.write = undefined;
    await state.history?.close();
    state.history = undefined;
    if (path === undefined) return;
    const history = HistoryFile.open({
      path,
      onProblem: ({ message }) =>
        process.stderr.write(`the history cannot be written: ${message}\n`),
    });
    state.history = history;
    state.write = recordGuardedWrites(history.record);
  }

  async stop(): Promise<void> {
    await this.record(undefined);
    await this.proxy.close();
    await this.#server.stop('SIGKILL');
  }
}

interface State {
  readonly delays: Set<{ readonly of: string | undefined; readonly ms: number }>;
  gate: Promise<void> | undefined;
  write: ((write: GuardedWrite) => void) | undefined;
  history: HistoryFile | undefined;
}
