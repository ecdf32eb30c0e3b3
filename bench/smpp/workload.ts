/** The one submit_sm that every contender encodes, decodes, sends and answers: a wake-up of 60 octets. */
export const MESSAGE = {
  source_addr_ton: 5,
  source_addr_npi: 0,
  source_addr: 'TANDEM',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '14045550101',
  protocol_id: 0x7f,
  registered_delivery: 1,
  data_coding: 4,
  short_message: Buffer.alloc(60, 0x2a),
} as const;

export const USER_MESSAGE_REFERENCE = 4_711;

export const CREDENTIALS = { systemId: 'bench', password: 'bench' } as const;
