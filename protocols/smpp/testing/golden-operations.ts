import type { GoldenPdu } from './golden-pdus.ts';

/** Sections 4.1 to 4.3 and 4.8 to 4.12: binding, links, and operations on messages. */
export const GOLDEN_OPERATIONS: readonly GoldenPdu[] = [
  {
    about: 'bind_transmitter: the example of section 3.2',
    hex: [
      '0000002f 00000002 00000000 00000001',
      '534d50503354455354 00  7365637265743038 00  5355424d495431 00  00  01  01  00',
    ],
    pdu: {
      command: 'bind_transmitter',
      sequence_number: 1,
      system_id: 'SMPP3TEST',
      password: 'secret08',
      system_type: 'SUBMIT1',
      interface_version: 0,
      addr_ton: 1,
      addr_npi: 1,
      address_range: '',
    },
  },
  {
    about: 'bind_transmitter_resp, 4.1.2, with sc_interface_version, 5.3.2.25',
    hex: ['0000001a 80000002 00000000 00000001', '534d5343 00', '0210 0001 34'],
    pdu: {
      command: 'bind_transmitter_resp',
      sequence_number: 1,
      system_id: 'SMSC',
      tlvs: { sc_interface_version: 0x34 },
    },
  },
  {
    about: 'bind_transmitter_resp, 4.1.2: no body with an error',
    hex: ['00000010 80000002 0000000e 00000001'],
    pdu: { command: 'bind_transmitter_resp', command_status: 0x0e, sequence_number: 1 },
  },
  {
    about: 'bind_receiver, 4.1.3',
    hex: ['0000001e 00000001 00000000 00000002', '4131 00  7077 00  00  34  00  01  5e3430 00'],
    pdu: {
      command: 'bind_receiver',
      sequence_number: 2,
      system_id: 'A1',
      password: 'pw',
      interface_version: 0x34,
      addr_npi: 1,
      address_range: '^40',
    },
  },
  {
    about: 'bind_receiver_resp, 4.1.4',
    hex: ['00000015 80000001 00000000 00000002', '534d5343 00'],
    pdu: { command: 'bind_receiver_resp', sequence_number: 2, system_id: 'SMSC' },
  },
  {
    about: 'bind_transceiver, 4.1.5',
    hex: [
      '00000022 00000009 00000000 7fffffff',
      '74616e64656d 00  7077 00  564d41 00  34  01  01  00',
    ],
    pdu: {
      command: 'bind_transceiver',
      sequence_number: 0x7fff_ffff,
      system_id: 'tandem',
      password: 'pw',
      system_type: 'VMA',
      addr_ton: 1,
      addr_npi: 1,
    },
  },
  {
    about: 'bind_transceiver_resp, 4.1.6',
    hex: ['00000015 80000009 00000000 7fffffff', '534d5343 00'],
    pdu: { command: 'bind_transceiver_resp', sequence_number: 0x7fff_ffff, system_id: 'SMSC' },
  },
  {
    about: 'outbind, 4.1.7',
    hex: ['00000018 0000000b 00000000 00000001', '534d5343 00  7077 00'],
    pdu: { command: 'outbind', sequence_number: 1, system_id: 'SMSC', password: 'pw' },
  },
  {
    about: 'unbind, 4.2.1',
    hex: ['00000010 00000006 00000000 00000003'],
    pdu: { command: 'unbind', sequence_number: 3 },
  },
  {
    about: 'unbind_resp, 4.2.2',
    hex: ['00000010 80000006 00000000 00000003'],
    pdu: { command: 'unbind_resp', sequence_number: 3 },
  },
  {
    about: 'generic_nack, 4.3.1: ESME_RINVCMDID',
    hex: ['00000010 80000000 00000003 00000009'],
    pdu: { command: 'generic_nack', command_status: 3, sequence_number: 9 },
  },
  {
    about: 'query_sm, 4.8.1',
    hex: ['0000001b 00000003 00000000 0000000b', '3041 00  01 01 3430343535 00'],
    pdu: {
      command: 'query_sm',
      sequence_number: 11,
      message_id: '0A',
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: '40455',
    },
  },
  {
    about: 'query_sm_resp, 4.8.2',
    hex: [
      '00000026 80000003 00000000 0000000b',
      '3041 00  3236303130313030303030303030302b 00  02 00',
    ],
    pdu: {
      command: 'query_sm_resp',
      sequence_number: 11,
      message_id: '0A',
      final_date: '260101000000000+',
      message_state: 2,
      error_code: 0,
    },
  },
  {
    about: 'cancel_sm, 4.9.1',
    hex: [
      '0000002d 00000008 00000000 0000000c',
      '434d54 00  3041 00  01 01 3430343535 00  01 01 3134303435353530313031 00',
    ],
    pdu: {
      command: 'cancel_sm',
      sequence_number: 12,
      service_type: 'CMT',
      message_id: '0A',
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: '40455',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: '14045550101',
    },
  },
  {
    about: 'cancel_sm_resp, 4.9.2',
    hex: ['00000010 80000008 00000000 0000000c'],
    pdu: { command: 'cancel_sm_resp', sequence_number: 12 },
  },
  {
    about: 'replace_sm, 4.10.1',
    hex: [
      '00000033 00000007 00000000 0000000d',
      '3041 00  01 01 3430343535 00',
      '00  30303030303030303035303030303052 00  01 00',
      '03 6e6577',
    ],
    pdu: {
      command: 'replace_sm',
      sequence_number: 13,
      message_id: '0A',
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: '40455',
      validity_period: '000000000500000R',
      registered_delivery: 1,
      short_message: Buffer.from('new'),
    },
  },
  {
    about: 'replace_sm_resp, 4.10.2',
    hex: ['00000010 80000007 00000013 0000000d'],
    pdu: { command: 'replace_sm_resp', command_status: 0x13, sequence_number: 13 },
  },
  {
    about: 'enquire_link, 4.11.1',
    hex: ['00000010 00000015 00000000 0000000e'],
    pdu: { command: 'enquire_link', sequence_number: 14 },
  },
  {
    about: 'enquire_link_resp, 4.11.2',
    hex: ['00000010 80000015 00000000 0000000e'],
    pdu: { command: 'enquire_link_resp', sequence_number: 14 },
  },
  {
    about: 'alert_notification, 4.12.1, with ms_availability_status, 5.3.2.30',
    hex: [
      '0000002b 00000102 00000000 0000000f',
      '01 01 3134303435353530313031 00  01 01 3430343535 00',
      '0422 0001 00',
    ],
    pdu: {
      command: 'alert_notification',
      sequence_number: 15,
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: '14045550101',
      esme_addr_ton: 1,
      esme_addr_npi: 1,
      esme_addr: '40455',
      tlvs: { ms_availability_status: 0 },
    },
  },
];
