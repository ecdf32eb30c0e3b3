import { Status as S } from './command-status.ts';
import {
  cstring,
  destinations,
  type Field,
  int1,
  shortMessage,
  unsuccessfulDestinations,
} from './fields.ts';

/** One PDU: its command_id (section 5.1.2.1) and its mandatory parameters in wire order (section 4). */
export interface CommandGrammar {
  readonly id: number;
  readonly fields: Readonly<Record<string, Field>>;
  /** The body is not returned when command_status is not zero (sections 4.1 and 4.4.2). */
  readonly bodyOnlyWhenOk?: true;
}

export const INTERFACE_VERSION = 0x34;

const serviceType = cstring(6, S.ESME_RINVSERTYP);
const messageId = cstring(65, S.ESME_RINVMSGID);
const scheduleDeliveryTime = cstring(17, S.ESME_RINVSCHED);
const validityPeriod = cstring(17, S.ESME_RINVEXPIRY);

const source = {
  source_addr_ton: int1(S.ESME_RINVSRCTON),
  source_addr_npi: int1(S.ESME_RINVSRCNPI),
  source_addr: cstring(21, S.ESME_RINVSRCADR),
} as const;

const longSource = { ...source, source_addr: cstring(65, S.ESME_RINVSRCADR) } as const;

const destination = {
  dest_addr_ton: int1(S.ESME_RINVDSTTON),
  dest_addr_npi: int1(S.ESME_RINVDSTNPI),
  destination_addr: cstring(21, S.ESME_RINVDSTADR),
} as const;

const longDestination = {
  ...destination,
  destination_addr: cstring(65, S.ESME_RINVDSTADR),
} as const;

const handling = {
  esm_class: int1(S.ESME_RINVESMCLASS),
  protocol_id: int1(),
  priority_flag: int1(S.ESME_RINVPRTFLG),
  schedule_delivery_time: scheduleDeliveryTime,
  validity_period: validityPeriod,
  registered_delivery: int1(S.ESME_RINVREGDLVFLG),
  replace_if_present_flag: int1(S.ESME_RINVREPFLAG),
  data_coding: int1(),
  sm_default_msg_id: int1(S.ESME_RINVDFTMSGID),
  short_message: shortMessage,
} as const;

const bind = {
  system_id: cstring(16, S.ESME_RINVSYSID),
  password: cstring(9, S.ESME_RINVPASWD),
  system_type: cstring(13, S.ESME_RINVSYSTYP),
  interface_version: int1(S.ESME_RSYSERR, INTERFACE_VERSION),
  addr_ton: int1(S.ESME_RSYSERR),
  addr_npi: int1(S.ESME_RSYSERR),
  address_range: cstring(41, S.ESME_RBINDFAIL),
} as const;

const bindResp = { system_id: cstring(16, S.ESME_RINVSYSID) } as const;
const message = { service_type: serviceType, ...source, ...destination, ...handling } as const;

export const GRAMMAR = {
  bind_receiver: { id: 0x00000001, fields: bind },
  bind_receiver_resp: { id: 0x80000001, fields: bindResp, bodyOnlyWhenOk: true },
  bind_transmitter: { id: 0x00000002, fields: bind },
  bind_transmitter_resp: { id: 0x80000002, fields: bindResp, bodyOnlyWhenOk: true },
  bind_transceiver: { id: 0x00000009, fields: bind },
  bind_transceiver_resp: { id: 0x80000009, fields: bindResp, bodyOnlyWhenOk: true },
  outbind: {
    id: 0x0000000b,
    fields: { system_id: bind.system_id, password: bind.password },
  },
  unbind: { id: 0x00000006, fields: {} },
  unbind_resp: { id: 0x80000006, fields: {} },
  generic_nack: { id: 0x80000000, fields: {} },
  submit_sm: { id: 0x00000004, fields: message },
  submit_sm_resp: { id: 0x80000004, fields: { message_id: messageId }, bodyOnlyWhenOk: true },
  submit_multi: {
    id: 0x00000021,
    fields: { service_type: serviceType, ...source, dest_address: destinations, ...handling },
  },
  submit_multi_resp: {
    id: 0x80000021,
    fields: { message_id: messageId, unsuccess_sme: unsuccessfulDestinations },
  },
  deliver_sm: { id: 0x00000005, fields: message },
  deliver_sm_resp: { id: 0x80000005, fields: { message_id: messageId } },
  data_sm: {
    id: 0x00000103,
    fields: {
      service_type: serviceType,
      ...longSource,
      ...longDestination,
      esm_class: handling.esm_class,
      registered_delivery: handling.registered_delivery,
      data_coding: handling.data_coding,
    },
  },
  data_sm_resp: { id: 0x80000103, fields: { message_id: messageId } },
  query_sm: { id: 0x00000003, fields: { message_id: messageId, ...source } },
  query_sm_resp: {
    id: 0x80000003,
    fields: {
      message_id: messageId,
      final_date: cstring(17, S.ESME_RSYSERR),
      message_state: int1(),
      error_code: int1(),
    },
  },
  cancel_sm: {
    id: 0x00000008,
    fields: { service_type: serviceType, message_id: messageId, ...source, ...destination },
  },
  cancel_sm_resp: { id: 0x80000008, fields: {} },
  replace_sm: {
    id: 0x00000007,
    fields: {
      message_id: messageId,
      ...source,
      schedule_delivery_time: scheduleDeliveryTime,
      validity_period: validityPeriod,
      registered_delivery: handling.registered_delivery,
      sm_default_msg_id: handling.sm_default_msg_id,
      short_message: shortMessage,
    },
  },
  replace_sm_resp: { id: 0x80000007, fields: {} },
  enquire_link: { id: 0x00000015, fields: {} },
  enquire_link_resp: { id: 0x80000015, fields: {} },
  alert_notification: {
    id: 0x00000102,
    fields: {
      ...longSource,
      esme_addr_ton: int1(),
      esme_addr_npi: int1(),
      esme_addr: cstring(65, S.ESME_RSYSERR),
    },
  },
} as const satisfies Record<string, CommandGrammar>;
