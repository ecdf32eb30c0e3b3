import type { Socket } from 'node:net';
import { type Cancel, systemClock } from '@tandem/core';
import type { SmppError } from '../errors.ts';
import { Status } from '../pdu/command-status.ts';
import { INTERFACE_VERSION } from '../pdu/grammar.ts';
import type { BindCommand, Pdu } from '../pdu/pdu.ts';
import type { Answer, AnswerTo } from '../session/answers.ts';
import { OPEN_GATE } from '../session/gate.ts';
import { Session } from '../session/session.ts';
import type { SmscDependencies, SmscSettings } from './options.ts';
import { SmscSession } from './smsc-session.ts';

export interface ConnectionHandlers {
  readonly nextId: () => number;
  readonly onBound: (session: SmscSession) => void;
  readonly onProblem: (problem: Error, session: SmscSession | undefined) => void;
  readonly onClosed: (reason: SmppError, session: SmscSession | undefined) => void;
}

/** A connection of an ESME, from its first byte: binds it, then hands its requests to the SMSC's owner. */
export class Connection {
  readonly session: Session;
  /** Resolves once with the bound session, or with undefined when the connection ended without a bind. */
  readonly firstBind: Promise<SmscSession | undefined>;
  readonly #resolveFirstBind: (session: SmscSession | undefined) => void;
  readonly #settings: SmscSettings;
  readonly #dependencies: SmscDependencies;
  readonly #handlers: ConnectionHandlers;
  readonly #address: string;
  readonly #cancelBindTimeout: Cancel;
  #bound: SmscSession | undefined;
  #authenticating = false;

  constructor(
    socket: Socket,
    settings: SmscSettings,
    dependencies: SmscDependencies,
    handlers: ConnectionHandlers,
  ) {
    this.#settings = settings;
    this.#dependencies = dependencies;
    this.#handlers = handlers;
    this.#address = socket.remoteAddress ?? '';
    let resolveFirstBind: (session: SmscSession | undefined) => void = () => undefined;
    this.firstBind = new Promise((resolve) => {
      resolveFirstBind = resolve;
    });
    this.#resolveFirstBind = resolveFirstBind;
    const clock = dependencies.clock ?? systemClock;
    this.session = new Session(
      socket,
      { ...settings, side: 'smsc', clock, gate: OPEN_GATE },
      {
        onRequest: this.#onRequest,
        onProblem: (problem) => handlers.onProblem(problem, this.#bound),
        onClosed: (reason) => {
          this.#cancelBindTimeout();
          resolveFirstBind(undefined);
          handlers.onClosed(reason, this.#bound);
        },
      },
    );
    this.#cancelBindTimeout = clock.schedule(settings.bindTimeoutMs, () =>
      this.session.close('no bind in time'),
    );
  }

  readonly #onRequest = (request: Pdu): Answer | PromiseLike<Answer> => {
    if (this.#bound) return this.#onBoundRequest(this.#bound, request);
    switch (request.command) {
      case 'bind_receiver':
      case 'bind_transmitter':
      case 'bind_transceiver':
        return this.#bind(request);
      default:
        return Status.ESME_RINVBNDSTS;
    }
  };

  #onBoundRequest(session: SmscSession, request: Pdu): Answer | PromiseLike<Answer> {
    switch (request.command) {
      case 'submit_sm':
        return this.#dependencies.onSubmit(session, request);
      case 'submit_multi':
      case 'data_sm':
      case 'query_sm':
      case 'cancel_sm':
      case 'replace_sm':
        return this.#dependencies.onRequest
          ? this.#dependencies.onRequest(session, request)
          : Status.ESME_RINVCMDID;
      default:
        return Status.ESME_RINVCMDID;
    }
  }

  async #bind(bind: Pdu<BindCommand>): Promise<Answer> {
    if (this.#authenticating) return Status.ESME_RALYBND;
    this.#authenticating = true;
    const status = await this.#authenticate(bind);
    if (status !== Status.ESME_ROK) {
      // After the answer has been written.
      setImmediate(() => this.session.close('the bind was refused'));
      return status;
    }
    if (this.session.closed) return status;
    this.#cancelBindTimeout();
    const bound = new SmscSession(this.#handlers.nextId(), bind, this.session);
    this.#bound = bound;
    // Not before the answer: whoever is told may send at once, and bind_resp must come first.
    setImmediate(() => {
      if (this.session.closed) return;
      this.#handlers.onBound(bound);
      this.#resolveFirstBind(bound);
    });
    const answer: AnswerTo<BindCommand> = {
      system_id: this.#settings.systemId,
      tlvs: { sc_interface_version: INTERFACE_VERSION },
    };
    return answer;
  }

  async #authenticate(bind: Pdu<BindCommand>): Promise<number> {
    try {
      return await this.#dependencies.authenticate(bind, { address: this.#address });
    } catch (cause) {
      this.#handlers.onProblem(new Error('authenticate failed', { cause }), undefined);
      return Status.ESME_RBINDFAIL;
    }
  }
}
