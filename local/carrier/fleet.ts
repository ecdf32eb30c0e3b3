import { AppletKeyring, deriveAppletKey, MacKey } from '@tandem/applet';
import { type Msisdn, parseMsisdn } from '@tandem/core';
import { PERSONAS, type Persona, type PersonaName, personaOfDigits } from './personas.ts';

/** +1 AAA 555 01NN: numbers that the North American numbering plan keeps for fiction. */
export const AREA_CODES = [
  404, 212, 213, 312, 415, 617, 702, 206, 303, 305, 503, 512, 602, 615, 704, 713, 801, 808, 901,
  913,
] as const;
const SPARE_AREA_CODE = 999;
const NUMBERS_PER_AREA = 100;
const DEFAULT_SPARES = 20;
/** Spare applets have indexes of their own, far above the fleet. */
const FIRST_SPARE_INDEX = 900_000;

const SUBSCRIBER_AGE_DAYS = 900;
const DAY_MS = 86_400_000;
/** What the operator's records were written against, so that they are the same at every start. */
const RECORDS_FROM = Date.UTC(2023, 0, 1);

export interface FleetSubscriber {
  /** Position in the fleet; spare applets count from 900,000. */
  readonly index: number;
  readonly msisdn: Msisdn;
  readonly persona: PersonaName;
  /** 20 decimal digits. */
  readonly appletId: string;
  readonly simUid: string;
  readonly deviceUid: string;
  /** When the device last changed, RFC 3339 date; empty: never. */
  readonly lastImeiChange: string;
  /** The same of the SIM, for who is not freshly swapped. */
  readonly lastSimChange: string;
}

export interface FleetOptions {
  /** The secret `applet-master-key`, 16 bytes. */
  readonly masterKey: Uint8Array;
  readonly areaCodes?: readonly number[];
  readonly spares?: number;
}

/**
 * The subscribers of the simulated operator: who exists, how each behaves, and each applet's key. A pure
 * function of the master key, so every process computes the same fleet and none has to be told.
 */
export class Fleet {
  readonly subscribers: readonly FleetSubscriber[];
  /** Provisioned applets without a simulated handset, for whoever writes an applet of their own. */
  readonly spares: readonly FleetSubscriber[];
  readonly #master: MacKey;
  readonly #keys: AppletKeyring;
  readonly #byMsisdn: ReadonlyMap<string, FleetSubscriber>;

  constructor({ masterKey, areaCodes = AREA_CODES, spares = DEFAULT_SPARES }: FleetOptions) {
    if (spares < 0 || spares > NUMBERS_PER_AREA) {
      throw new RangeError(`spares must be from 0 to ${NUMBERS_PER_AREA}, not ${spares}`);
    }
    this.subscribers = fleetSubscribers(areaCodes);
    this.spares = Array.from({ length: spares }, (_, digits) =>
      subscriber(FIRST_SPARE_INDEX + digits, SPARE_AREA_CODE, digits, 'ordinary'),
    );
    this.#master = new MacKey(masterKey);
    this.#keys = new AppletKeyring({ master: masterKey, cached: this.subscribers.length });
    this.#byMsisdn = new Map(
      [...this.subscribers, ...this.spares].map((known) => [known.msisdn, known]),
    );
  }

  /** A subscriber or a spare; `undefined` for a number that the operator does not have. */
  find(msisdn: string): FleetSubscriber | undefined {
    return this.#byMsisdn.get(msisdn);
  }

  isSpare(subscriber: FleetSubscriber): boolean {
    return subscriber.index >= FIRST_SPARE_INDEX;
  }

  /** The applet's key, ready for use. */
  keyOf(subscriber: FleetSubscriber): MacKey {
    return this.#keys.keyFor(subscriber.appletId);
  }

  /** The applet's key, 16 bytes, as it is burnt into a SIM. */
  rawKeyOf(subscriber: FleetSubscriber): Buffer {
    return deriveAppletKey(this.#master, subscriber.appletId);
  }
}

/** The subscribers without their keys: all that a bank may know of them. */
export function fleetSubscribers(areaCodes: readonly number[] = AREA_CODES): FleetSubscriber[] {
  return areaCodes.flatMap((areaCode, area) =>
    Array.from({ length: NUMBERS_PER_AREA }, (_, digits) =>
      subscriber(area * NUMBERS_PER_AREA + digits, areaCode, digits, personaOfDigits(digits)),
    ),
  );
}

export function personaOf(subscriber: FleetSubscriber): Persona {
  return PERSONAS[subscriber.persona];
}

function subscriber(
  index: number,
  areaCode: number,
  digits: number,
  persona: PersonaName,
): FleetSubscriber {
  const msisdn = parseMsisdn(`+1${areaCode}55501${String(digits).padStart(2, '0')}`);
  if (!msisdn) throw new RangeError(`area code ${areaCode} does not make an E.164 number`);
  const serial = String(index).padStart(13, '0');
  return {
    index,
    msisdn,
    persona,
    appletId: `8900100${serial}`,
    simUid: `sim-${serial}`,
    deviceUid: `device-${serial}`,
    lastImeiChange: index % 3 === 0 ? '' : dayOfRecord(index * 7),
    lastSimChange: index % 4 === 0 ? '' : dayOfRecord(index * 13),
  };
}

function dayOfRecord(spread: number): string {
  const at = RECORDS_FROM + (spread % SUBSCRIBER_AGE_DAYS) * DAY_MS;
  return new Date(at).toISOString().slice(0, 10);
}
