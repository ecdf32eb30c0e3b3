import { decode, encode } from '@tandem/smpp';
import { type Measure, median } from '../measure.ts';
import { loadPeer } from './peer.ts';
import { MESSAGE, USER_MESSAGE_REFERENCE } from './workload.ts';

const WARM_UP = 50_000;

/** PDUs per second of `work`, each call one PDU. */
function rate(count: number, work: () => unknown): number {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) work();
  return (count / (performance.now() - startedAt)) * 1_000;
}

/** Encode and decode of one submit_sm, rounds interleaved with the peer's. */
export async function benchCodec(rounds: number, count: number): Promise<Measure[]> {
  const peer = await loadPeer();
  const pdu = {
    command: 'submit_sm',
    sequence_number: 1,
    ...MESSAGE,
    tlvs: { user_message_reference: USER_MESSAGE_REFERENCE },
  } as const;
  const peerFields = { ...MESSAGE, user_message_reference: USER_MESSAGE_REFERENCE };
  const bytes = encode(pdu);
  const contenders = {
    encode: [
      () => encode(pdu),
      peer && (() => new peer.PDU('submit_sm', { ...peerFields, sequence_number: 1 }).toBuffer()),
    ],
    decode: [() => decode(bytes), peer && (() => new peer.PDU(bytes))],
  } as const;
  return Object.entries(contenders).map(([name, [ours, theirs]]) => {
    rate(WARM_UP, ours);
    if (theirs) rate(WARM_UP, theirs);
    const values: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const value = rate(count, ours);
      values.push(value);
      if (theirs) ratios.push(value / rate(count / 10, theirs));
    }
    return {
      name: `codec ${name}`,
      value: Math.round(median(values)),
      unit: 'submit_sm/s',
      ...(theirs ? { ratios: { 'npm smpp': median(ratios) } } : {}),
      target: { peer: 'npm smpp', atLeast: 5 },
    };
  });
}
