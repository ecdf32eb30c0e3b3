/**
 * Message ids are opaque strings to the specification, yet SMSCs answer a submit with hexadecimal and
 * send the receipt with decimal, or the other way round, with or without leading zeros. Store
 * `canonicalMessageId` of the response; look a receipt up by any of `messageIdCandidates`.
 */
export function canonicalMessageId(id: string): string {
  const trimmed = id.trim().toLowerCase();
  const stripped = trimmed.replace(/^0+(?=[0-9a-f])/, '');
  return /^[0-9a-f]+$/.test(trimmed) ? stripped : trimmed;
}

/** Canonical forms under which the message may be stored, the most literal first. */
export function messageIdCandidates(id: string): string[] {
  const canonical = canonicalMessageId(id);
  const candidates = [canonical];
  // 16 hexadecimal digits are the longest number that SMSCs count with; longer ids are opaque.
  if (/^[0-9a-f]{1,16}$/.test(canonical)) candidates.push(BigInt(`0x${canonical}`).toString());
  if (/^[0-9]{1,20}$/.test(canonical)) candidates.push(BigInt(canonical).toString(16));
  return [...new Set(candidates)];
}
