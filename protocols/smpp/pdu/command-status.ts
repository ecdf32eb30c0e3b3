/**
 * The command_status values of SMPP 3.4, section 5.1.3. `retryable` says whether the same PDU may be
 * accepted later without a change: congestion and temporary conditions, never a wrong field.
 */
export interface CommandStatusSpec {
  readonly code: number;
  readonly meaning: string;
  readonly retryable: boolean;
}

function refusal(code: number, meaning: string): CommandStatusSpec {
  return { code, meaning, retryable: false };
}

function temporary(code: number, meaning: string): CommandStatusSpec {
  return { code, meaning, retryable: true };
}

export const COMMAND_STATUS = {
  ESME_ROK: refusal(0x00, 'no error'),
  ESME_RINVMSGLEN: refusal(0x01, 'message length is invalid'),
  ESME_RINVCMDLEN: refusal(0x02, 'command length is invalid'),
  ESME_RINVCMDID: refusal(0x03, 'invalid command id'),
  ESME_RINVBNDSTS: refusal(0x04, 'incorrect bind status for this command'),
  ESME_RALYBND: refusal(0x05, 'already in the bound state'),
  ESME_RINVPRTFLG: refusal(0x06, 'invalid priority flag'),
  ESME_RINVREGDLVFLG: refusal(0x07, 'invalid registered delivery flag'),
  ESME_RSYSERR: temporary(0x08, 'system error'),
  ESME_RINVSRCADR: refusal(0x0a, 'invalid source address'),
  ESME_RINVDSTADR: refusal(0x0b, 'invalid destination address'),
  ESME_RINVMSGID: refusal(0x0c, 'message id is invalid'),
  ESME_RBINDFAIL: temporary(0x0d, 'bind failed'),
  ESME_RINVPASWD: refusal(0x0e, 'invalid password'),
  ESME_RINVSYSID: refusal(0x0f, 'invalid system id'),
  ESME_RCANCELFAIL: refusal(0x11, 'cancel_sm failed'),
  ESME_RREPLACEFAIL: refusal(0x13, 'replace_sm failed'),
  ESME_RMSGQFUL: temporary(0x14, 'message queue full'),
  ESME_RINVSERTYP: refusal(0x15, 'invalid service type'),
  ESME_RINVNUMDESTS: refusal(0x33, 'invalid number of destinations'),
  ESME_RINVDLNAME: refusal(0x34, 'invalid distribution list name'),
  ESME_RINVDESTFLAG: refusal(0x40, 'destination flag is invalid'),
  ESME_RINVSUBREP: refusal(0x42, 'invalid submit with replace request'),
  ESME_RINVESMCLASS: refusal(0x43, 'invalid esm_class'),
  ESME_RCNTSUBDL: refusal(0x44, 'cannot submit to the distribution list'),
  ESME_RSUBMITFAIL: temporary(0x45, 'submit_sm or submit_multi failed'),
  ESME_RINVSRCTON: refusal(0x48, 'invalid source address TON'),
  ESME_RINVSRCNPI: refusal(0x49, 'invalid source address NPI'),
  ESME_RINVDSTTON: refusal(0x50, 'invalid destination address TON'),
  ESME_RINVDSTNPI: refusal(0x51, 'invalid destination address NPI'),
  ESME_RINVSYSTYP: refusal(0x53, 'invalid system type'),
  ESME_RINVREPFLAG: refusal(0x54, 'invalid replace_if_present flag'),
  ESME_RINVNUMMSGS: refusal(0x55, 'invalid number of messages'),
  ESME_RTHROTTLED: temporary(0x58, 'throttled: allowed message limits exceeded'),
  ESME_RINVSCHED: refusal(0x61, 'invalid scheduled delivery time'),
  ESME_RINVEXPIRY: refusal(0x62, 'invalid validity period'),
  ESME_RINVDFTMSGID: refusal(0x63, 'predefined message not found'),
  ESME_RX_T_APPN: temporary(0x64, 'ESME receiver: temporary application error'),
  ESME_RX_P_APPN: refusal(0x65, 'ESME receiver: permanent application error'),
  ESME_RX_R_APPN: refusal(0x66, 'ESME receiver: rejected the message'),
  ESME_RQUERYFAIL: refusal(0x67, 'query_sm failed'),
  ESME_RINVOPTPARSTREAM: refusal(0xc0, 'error in the optional part of the PDU body'),
  ESME_ROPTPARNOTALLWD: refusal(0xc1, 'optional parameter not allowed'),
  ESME_RINVPARLEN: refusal(0xc2, 'invalid parameter length'),
  ESME_RMISSINGOPTPARAM: refusal(0xc3, 'expected optional parameter missing'),
  ESME_RINVOPTPARAMVAL: refusal(0xc4, 'invalid optional parameter value'),
  ESME_RDELIVERYFAILURE: temporary(0xfe, 'delivery failure'),
  ESME_RUNKNOWNERR: temporary(0xff, 'unknown error'),
} as const satisfies Record<string, CommandStatusSpec>;

export type CommandStatusName = keyof typeof COMMAND_STATUS;

type Codes = { readonly [Name in CommandStatusName]: (typeof COMMAND_STATUS)[Name]['code'] };

/** The numeric values alone, for `command_status: Status.ESME_RTHROTTLED`. */
export const Status: Codes = Object.fromEntries(
  Object.entries(COMMAND_STATUS).map(([name, spec]) => [name, spec.code]),
) as Codes;

const BY_CODE = new Map<number, CommandStatusName>(
  Object.entries(COMMAND_STATUS).map(([name, spec]) => [spec.code, name as CommandStatusName]),
);

/** `ESME_RTHROTTLED`, or `0x00000400` for a value outside the specification (vendors use 0x400 to 0x4FF). */
export function commandStatusName(code: number): string {
  return BY_CODE.get(code) ?? `0x${code.toString(16).padStart(8, '0')}`;
}

/** An unknown status is not retryable: repeating a refusal nobody understands helps nobody. */
export function isRetryableStatus(code: number): boolean {
  const name = BY_CODE.get(code);
  return name !== undefined && COMMAND_STATUS[name].retryable;
}
