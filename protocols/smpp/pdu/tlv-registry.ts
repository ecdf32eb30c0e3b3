/**
 * The optional parameters of SMPP 3.4, section 5.3.2. Lengths count value octets; `repeats` marks those
 * that the specification lets occur several times in one PDU: their value is an array.
 */
export interface TlvSpec {
  readonly tag: number;
  readonly kind: 'int1' | 'int2' | 'int4' | 'cstring' | 'octets' | 'flag';
  readonly min: number;
  readonly max: number;
  readonly repeats?: true;
}

function int1(tag: number) {
  return { tag, kind: 'int1', min: 1, max: 1 } as const;
}

function int2(tag: number) {
  return { tag, kind: 'int2', min: 2, max: 2 } as const;
}

function octets(tag: number, min: number, max: number) {
  return { tag, kind: 'octets', min, max } as const;
}

/** `min` and `max` include the terminating NUL. */
function cstring(tag: number, max: number) {
  return { tag, kind: 'cstring', min: 1, max } as const;
}

export const TLVS = {
  dest_addr_subunit: int1(0x0005),
  dest_network_type: int1(0x0006),
  dest_bearer_type: int1(0x0007),
  // Two octets here and one for the source: so says the specification (5.3.2.7, 5.3.2.8).
  dest_telematics_id: int2(0x0008),
  source_addr_subunit: int1(0x000d),
  source_network_type: int1(0x000e),
  source_bearer_type: int1(0x000f),
  source_telematics_id: int1(0x0010),
  qos_time_to_live: { tag: 0x0017, kind: 'int4', min: 4, max: 4 },
  payload_type: int1(0x0019),
  additional_status_info_text: cstring(0x001d, 256),
  receipted_message_id: cstring(0x001e, 65),
  ms_msg_wait_facilities: int1(0x0030),
  privacy_indicator: int1(0x0201),
  source_subaddress: octets(0x0202, 2, 23),
  dest_subaddress: octets(0x0203, 2, 23),
  user_message_reference: int2(0x0204),
  user_response_code: int1(0x0205),
  source_port: int2(0x020a),
  destination_port: int2(0x020b),
  sar_msg_ref_num: int2(0x020c),
  language_indicator: int1(0x020d),
  sar_total_segments: int1(0x020e),
  sar_segment_seqnum: int1(0x020f),
  sc_interface_version: int1(0x0210),
  callback_num_pres_ind: { ...int1(0x0302), repeats: true },
  callback_num_atag: { ...octets(0x0303, 0, 65), repeats: true },
  number_of_messages: int1(0x0304),
  callback_num: { ...octets(0x0381, 4, 19), repeats: true },
  dpf_result: int1(0x0420),
  set_dpf: int1(0x0421),
  ms_availability_status: int1(0x0422),
  network_error_code: octets(0x0423, 3, 3),
  message_payload: octets(0x0424, 0, 65_535),
  delivery_failure_reason: int1(0x0425),
  more_messages_to_send: int1(0x0426),
  message_state: int1(0x0427),
  ussd_service_op: octets(0x0501, 1, 1),
  display_time: int1(0x1201),
  sms_signal: int2(0x1203),
  ms_validity: int1(0x1204),
  alert_on_message_delivery: { tag: 0x130c, kind: 'flag', min: 0, max: 0 },
  its_reply_type: int1(0x1380),
  its_session_info: octets(0x1383, 2, 2),
} as const satisfies Record<string, TlvSpec>;

export type TlvName = keyof typeof TLVS;

/** A parameter that the registry does not know: vendor-specific (0x1400 to 0x3FFF) or of a later version. */
export interface UnknownTlv {
  tag: number;
  value: Buffer;
}

type Single<T extends TlvSpec, Octets> = T['kind'] extends 'cstring'
  ? string
  : T['kind'] extends 'octets'
    ? Octets
    : T['kind'] extends 'flag'
      ? true
      : number;

type Value<T extends TlvSpec, Octets> = T extends { readonly repeats: true }
  ? Single<T, Octets>[]
  : Single<T, Octets>;

export type Tlvs = { [Name in TlvName]?: Value<(typeof TLVS)[Name], Buffer> } & {
  unknown?: UnknownTlv[];
};

export type TlvsInput = {
  readonly [Name in TlvName]?: Readonly<Value<(typeof TLVS)[Name], Uint8Array>>;
} & { readonly unknown?: readonly { readonly tag: number; readonly value: Uint8Array }[] };
