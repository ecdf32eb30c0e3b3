import {
  acceptTransaction,
  type Clock,
  hashMsisdn,
  newId,
  sealMsisdn,
  TandemError,
  type Transaction,
} from '@tandem/core';
import type { Topology } from '@tandem/topology';
import { type CallbackResolver, judgeCallbackUrl } from '../../callback-url/index.ts';
import { type Ledger, progressDelays } from '../../records/index.ts';
import type { Account } from '../customers/directory.ts';
import type { SimApprovalRequest } from '../schemas.ts';
import { requestDigest } from './digest.ts';
import { type Interpreted, interpretRequest } from './interpret.ts';

export interface ApprovalServiceOptions {
  readonly ledger: Ledger;
  readonly resolver: CallbackResolver;
  readonly clock: Clock;
  readonly topology: Topology;
  readonly hashKey: Buffer;
  readonly sealKey: Buffer;
}

export interface Acceptance {
  /** False: the same request was accepted before. */
  readonly created: boolean;
  readonly transaction: Transaction;
}

/** How many may wait for the documents at once: past it the store is the bottleneck, not the caller. */
const MAX_IN_FLIGHT = 5_000;

/** Accepts approvals: each (customer, requestId) once, in whichever region it arrives (invariant I3). */
export class ApprovalService {
  readonly #options: ApprovalServiceOptions;
  readonly #progressMs: number;
  #inFlight = 0;

  constructor(options: ApprovalServiceOptions) {
    this.#options = options;
    this.#progressMs = progressDelays(options.topology).accepted;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Rejects with TandemError, or StoreError `unavailable`: then it may be stored all the same. */
  async accept(account: Account, body: SimApprovalRequest): Promise<Acceptance> {
    if (this.#inFlight >= MAX_IN_FLIGHT) {
      throw new TandemError('unavailable', { reason: 'Too many requests wait for the documents' });
    }
    this.#inFlight += 1;
    try {
      return await this.#accept(account, body);
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** The transaction of that id when it is this customer's. A majority-confirmed read. */
  async read(account: Account, transactionId: string): Promise<Transaction | undefined> {
    const transaction = await this.#options.ledger.get(transactionId);
    return transaction?.customerId === account.id ? transaction : undefined;
  }

  async #accept(account: Account, body: SimApprovalRequest): Promise<Acceptance> {
    const { hashKey, ledger, resolver, topology } = this.#options;
    const interpreted = interpretRequest(body, topology.authentication);
    const msisdnHash = hashMsisdn(hashKey, interpreted.msisdn);
    const digest = requestDigest(msisdnHash, interpreted.request);
    const { callbackUrl } = interpreted.request;
    const verdict = await judgeCallbackUrl(callbackUrl, account, resolver);
    if (verdict.kind !== 'allowed') {
      // What was accepted before stays accepted, though the rules or the name's addresses changed since.
      const existing = await ledger.byRequest(account.id, interpreted.requestId);
      if (existing) return repeated(existing, digest);
      throw verdict.kind === 'refused'
        ? new TandemError('callback-not-allowed', { reason: verdict.reason })
        : new TandemError('unavailable', { reason: 'The host of cbUrl cannot be resolved' });
    }
    const transaction = this.#transactionOf(account, interpreted, msisdnHash, digest);
    const accepted = await ledger.accept(transaction);
    if (accepted.kind === 'duplicate') return repeated(accepted.existing, digest);
    return { created: true, transaction };
  }

  #transactionOf(
    account: Account,
    { msisdn, request, requestId }: Interpreted,
    msisdnHash: string,
    digest: string,
  ): Transaction {
    const { clock, ledger, sealKey, topology } = this.#options;
    const { idempotencyMs, wakeAllowanceSeconds } = topology.authentication;
    const at = clock.now();
    const id = newId(at);
    return acceptTransaction({
      id,
      at,
      region: ledger.region,
      driveAt: at + this.#progressMs,
      customerId: account.id,
      requestId,
      requestDigest: digest,
      request,
      msisdnHash,
      msisdnSealed: sealMsisdn(sealKey, msisdn, id),
      deadline: at + (wakeAllowanceSeconds + request.popupSeconds) * 1_000,
      purgeAt: at + idempotencyMs,
    });
  }
}

function repeated(existing: Transaction, digest: string): Acceptance {
  if (existing.requestDigest !== digest) throw new TandemError('request-conflict');
  return { created: false, transaction: existing };
}
