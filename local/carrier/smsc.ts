import { timingSafeEqual } from 'node:crypto';
import {
  type AnswerTo,
  type BindCommand,
  commandStatusName,
  createSmsc,
  type Pdu,
  Reassembly,
  type Smsc,
  type SmscSession,
  Status,
} from '@tandem/smpp';
import { formatMessageId, MessageIds } from './message-ids.ts';
import { MessagePath } from './message-path.ts';
import { readSubmit, type ShortMessage } from './short-message.ts';
import type { CarrierSmscOptions } from './smsc-options.ts';
import { Throttle } from './throttle.ts';

export interface SubmitCounts {
  accepted: number;
  throttled: number;
  /** By the name of the command_status. */
  readonly refused: Record<string, number>;
}

const PARTS_EXPIRE_MS = 300_000;
const MAX_INCOMPLETE = 10_000;
/** What a draw of a submit's luck is for; the path of the message draws under other numbers. */
const DRAW_REFUSAL = 100;

/** The operator's short message centre: takes wake-ups, delivers them to handsets, sends receipts. */
export class CarrierSmsc {
  readonly counts: SubmitCounts = { accepted: 0, throttled: 0, refused: {} };
  readonly path: MessagePath;
  readonly #options: CarrierSmscOptions;
  readonly #ids: MessageIds;
  readonly #reassembly: Reassembly;
  readonly #throttles = new WeakMap<SmscSession, Throttle>();
  #server: Smsc | undefined;
  #submits = 0;

  constructor(options: CarrierSmscOptions) {
    const { clock } = options;
    this.#options = options;
    this.path = new MessagePath(options);
    this.#ids = new MessageIds(clock.now());
    this.#reassembly = new Reassembly({
      clock,
      expiryMs: PARTS_EXPIRE_MS,
      maxMessages: MAX_INCOMPLETE,
    });
  }

  get port(): number {
    return this.#server?.port ?? this.#options.port;
  }

  get sessions(): readonly SmscSession[] {
    return this.#server?.sessions ?? [];
  }

  /** Rejects when the port is in use. */
  async listen(): Promise<void> {
    const { host, port, clock, onProblem } = this.#options;
    const server = await createSmsc({
      host,
      port,
      clock,
      systemId: 'carrier',
      authenticate: (bind) => this.#authenticate(bind),
      onSubmit: (session, pdu) => this.#onSubmit(session, pdu),
    });
    this.#server = server;
    server.on('bound', (session) => {
      this.path.desk.bound(session);
      this.dropFaultyBinds();
    });
    server.on('unbound', (session) => this.path.desk.unbound(session));
    server.on('problem', (problem, session) => onProblem(problem, session?.systemId));
  }

  /** Cuts the binds that the fault `drop-binds` is about, if it is in force. */
  dropFaultyBinds(): void {
    for (const session of this.sessions) {
      const { systemId, systemType } = session;
      if (this.#strikes('drop-binds', systemId, systemType)) session.close('dropped by a fault');
    }
  }

  /** What is on its way arrives at once, receipts included; then every ESME is unbound. */
  async close(deadlineMs: number): Promise<void> {
    this.path.agenda.close();
    await this.#server?.close(deadlineMs);
  }

  #authenticate(bind: Pdu<BindCommand>): number {
    const { system_id, system_type } = bind;
    if (this.#strikes('refuse-binds', system_id, system_type)) return Status.ESME_RBINDFAIL;
    const password = this.#options.systems.get(bind.system_id);
    if (password === undefined) return Status.ESME_RINVSYSID;
    return sameText(bind.password, password) ? Status.ESME_ROK : Status.ESME_RINVPASWD;
  }

  #onSubmit(
    session: SmscSession,
    pdu: Pdu<'submit_sm'>,
  ): AnswerTo<'submit_sm'> | Promise<AnswerTo<'submit_sm'>> {
    const { faults, responseIds, receiptTime } = this.#options;
    const taken = this.#take(session, pdu);
    const response =
      typeof taken === 'number' ? taken : { message_id: formatMessageId(taken.id, responseIds) };
    const delayMs = faults.find('delay-responses')?.delayMs ?? 0;
    // As long as a receipt usually takes: time enough for it to come and be answered first.
    const behindMs = faults.find('receipts-first') ? receiptTime.maxMs : 0;
    const waitMs = Math.max(delayMs, behindMs);
    return waitMs === 0 ? response : this.path.agenda.wait(waitMs).then(() => response);
  }

  /** The message, now on its way, or the command_status that refuses it. */
  #take(session: SmscSession, pdu: Pdu<'submit_sm'>): ShortMessage | number {
    const { faults, random, clock } = this.#options;
    this.#submits += 1;
    const nth = this.#submits;
    const refusing = faults.find('refuse-submits');
    if (refusing && random.at(nth, DRAW_REFUSAL) < refusing.share) {
      return this.#refuse(Status.ESME_RSYSERR);
    }
    const factor = faults.find('throttle')?.factor ?? 1;
    if (!this.#throttleOf(session).admit(clock.monotonic(), factor)) {
      this.counts.throttled += 1;
      return Status.ESME_RTHROTTLED;
    }
    const { systemId } = session;
    const message = readSubmit(pdu, systemId, this.#ids.next(), clock.now(), this.#reassembly);
    if (typeof message === 'number') return this.#refuse(message);
    this.counts.accepted += 1;
    this.#tell(message, session);
    this.path.send(message, nth);
    return message;
  }

  /** Once for a message, when all of it is there. */
  #tell({ id, msisdn, reference, userData }: ShortMessage, { systemType }: SmscSession): void {
    const { record, appletOf, responseIds } = this.#options;
    if (!record || reference === undefined || !userData) return;
    record('smsc', 'info', 'wake-up', {
      reference: reference.toString(16).padStart(4, '0'),
      applet: appletOf(msisdn) ?? 'unknown',
      ...(systemType === '' ? {} : { region: systemType }),
      messageId: formatMessageId(id, responseIds),
    });
  }

  /** True when such a fault is in force for binds of this system_id and system_type. */
  #strikes(kind: 'drop-binds' | 'refuse-binds', systemId: string, systemType: string): boolean {
    return this.#options.faults.list().some(({ fault }) => {
      if (fault.kind !== kind) return false;
      const { systemId: id = systemId, systemType: type = systemType } = fault;
      return id === systemId && type === systemType;
    });
  }

  #throttleOf(session: SmscSession): Throttle {
    const known = this.#throttles.get(session);
    if (known) return known;
    const { messagesPerSecondPerBind, clock } = this.#options;
    const throttle = new Throttle(messagesPerSecondPerBind, clock.monotonic());
    this.#throttles.set(session, throttle);
    return throttle;
  }

  #refuse(status: number): number {
    const name = commandStatusName(status);
    this.counts.refused[name] = (this.counts.refused[name] ?? 0) + 1;
    return status;
  }
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
