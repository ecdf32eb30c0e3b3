import { type Clock, systemClock } from '@tandem/core';
import { topologyFor } from '@tandem/topology';
import type { FastifyInstance } from 'fastify';
import { FaultBoard } from '../faults.ts';
import type { Recorder } from '../history/index.ts';
import { portOf } from '../listen.ts';
import { Random } from '../random.ts';
import type { CarrierFault } from './carrier-faults.ts';
import { createCarrierControl } from './control.ts';
import { Fleet, personaOf } from './fleet.ts';
import { Handsets } from './handset.ts';
import { Homes } from './homes.ts';
import { createMnoApi, type MnoApi } from './mno-api.ts';
import { type CarrierOptions, type CarrierSettings, carrierSettings } from './options.ts';
import type { ShortMessage } from './short-message.ts';
import { CarrierSmsc } from './smsc.ts';
import type { Delivery } from './smsc-options.ts';
import { handsetTimings } from './timings.ts';

export interface CarrierDependencies {
  readonly clock?: Clock;
  readonly record?: Recorder | undefined;
  readonly onProblem: (problem: unknown, what: string) => void;
}

export interface CarrierPorts {
  readonly smsc: number;
  readonly mnoApi: number;
  readonly control: number;
}

/** A mobile network operator in one process: SMSC, handsets with their SIMs, HTTP API, and its faults. */
export class Carrier {
  readonly fleet: Fleet;
  readonly faults: FaultBoard<CarrierFault>;
  readonly smsc: CarrierSmsc;
  readonly handsets: Handsets;
  readonly mno: MnoApi;
  readonly startedAt: number;
  readonly settings: CarrierSettings;
  readonly #homes: Homes;
  readonly #onProblem: CarrierDependencies['onProblem'];
  readonly #control: FastifyInstance;

  /** Throws InvalidInputError. */
  constructor(
    options: CarrierOptions,
    { clock = systemClock, record, onProblem }: CarrierDependencies,
  ) {
    const settings = carrierSettings(options);
    const topology = topologyFor(settings.profile);
    const random = new Random(settings.seed);
    this.settings = settings;
    this.startedAt = clock.now();
    this.fleet = new Fleet({
      masterKey: Buffer.from(settings.appletMasterKey, 'hex'),
      spares: settings.spares,
    });
    this.faults = new FaultBoard<CarrierFault>(clock, () => this.smsc.dropFaultyBinds());
    const share = settings.homeShare;
    this.#onProblem = onProblem;
    this.#homes = new Homes({ topology, random: random.fork('homes'), share });
    this.handsets = new Handsets({
      fleet: this.fleet,
      target: settings.appletTarget,
      timings: handsetTimings(topology, settings.pace),
      random: random.fork('handsets'),
      clock,
      addressOf: (index) => this.#homes.addressOf(index),
      record,
      onError: (error) => onProblem(error, 'handset'),
    });
    this.smsc = new CarrierSmsc({
      host: settings.host,
      port: settings.smscPort,
      systems: new Map(settings.systems.map(({ systemId, password }) => [systemId, password])),
      messagesPerSecondPerBind:
        settings.messagesPerSecondPerBind ?? topology.smpp.messagesPerSecondPerBind,
      responseIds: settings.responseIds,
      receipts: { ids: settings.receiptIds, tlvs: settings.receiptTlvs },
      deliveryTime: settings.deliveryTime,
      receiptTime: settings.receiptTime,
      clock,
      random: random.fork('smsc'),
      faults: this.faults,
      record,
      appletOf: (msisdn) => this.fleet.find(msisdn)?.appletId,
      plan: ({ msisdn }) => this.#plan(msisdn),
      deliver: (message) => this.#deliver(message),
      onProblem: (problem) => onProblem(problem, 'smsc'),
    });
    const { fleet, faults } = this;
    const token = settings.mnoToken === undefined ? {} : { token: settings.mnoToken };
    this.mno = createMnoApi({ fleet, clock, faults, ...token });
    this.#control = createCarrierControl(this);
  }

  /** Rejects when a port is in use. */
  async start(): Promise<CarrierPorts> {
    const { host, mnoPort, controlPort } = this.settings;
    if (!(await this.#homes.probe())) {
      const problem = new Error('127.0.0.1 is the only loopback address: all live in one place');
      this.#onProblem(problem, 'homes');
    }
    await this.smsc.listen();
    await this.mno.app.listen({ host, port: mnoPort });
    await this.#control.listen({ host, port: controlPort });
    return {
      smsc: this.smsc.port,
      mnoApi: portOf(this.mno.app.server),
      control: portOf(this.#control.server),
    };
  }

  /** Ends the dialogues of handsets and unbinds, within `deadlineMs` each, then closes every listener. */
  async stop(deadlineMs = this.settings.drainMs): Promise<void> {
    this.faults.healAll();
    // Handsets first: what the SMSC still delivers now must not begin a dialogue.
    await Promise.all([this.handsets.end(deadlineMs), this.smsc.close(deadlineMs)]);
    await Promise.all([this.mno.app.close(), this.#control.close()]);
  }

  #plan(msisdn: string): Delivery {
    const subscriber = this.fleet.find(msisdn);
    if (!subscriber) return { final: 'unknownSubscriber', receipt: 'sent' };
    const { reachable, receipt } = personaOf(subscriber);
    return { final: reachable ? 'delivered' : 'absentSubscriber', receipt };
  }

  #deliver({ msisdn, userData }: ShortMessage): void {
    const subscriber = this.fleet.find(msisdn);
    if (subscriber && userData) this.handsets.deliver(subscriber, userData);
  }
}
