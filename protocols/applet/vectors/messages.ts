import { REFUSALS } from '../errors.ts';
import { MAX_RETRY_AFTER_SECONDS } from '../messages/downlink.ts';
import { CODECS } from '../messages/index.ts';
import { MAX_ITEMS, MAX_POPUP_SECONDS } from '../messages/notification.ts';

/** Every message id with its fields before counter and mac. */
export function renderMessages(): string {
  const rows = Object.values(CODECS).map(({ id, name, direction, fields }) => {
    const way = direction === 'uplink' ? 'applet to Tandem' : 'Tandem to applet';
    return `| ${id} | ${name} | ${way} | ${fields.length === 0 ? '–' : fields.join(', ')} |`;
  });
  return ['| msgId | name | direction | fields |', '|---|---|---|---|', ...rows].join('\n');
}

/** The form of every field; the readers of `messages/` enforce it. */
export function renderFields(): string {
  const forms = {
    'appletId, notificationId, simUID, deviceUID': '1 to 64 of `A-Z a-z 0-9 . _ : -`',
    popupText: 'text; empty for the model `silent` only',
    popupDuration: `seconds, 0 to ${MAX_POPUP_SECONDS}`,
    model: '`silent`, `touch`, `multisecure`, `itemselect`',
    'item count, item': `1 to ${MAX_ITEMS} items for \`itemselect\`, count 0 and none for the others; no item is empty`,
    status: '00 accepted, 01 refused, 02 no input, 03 SIM toolkit busy, 04 applet error',
    lastImeiChange: '`YYYY-MM-DD`, or empty when it never changed or is not known',
    answer: 'the text entered (`multisecure`), the item as it was sent (`itemselect`), else empty',
    'result of 3223':
      '`recorded`, `late` (there was an outcome before), `unknown` (no such notification for this applet)',
    msisdnHash: '64 lower-case hex digits, as provisioned',
    'result of 3200':
      '`registered`, `unknown` (no such subscriber is provisioned), `mismatch` (provisioned with another applet or SIM)',
    retryAfterSeconds: `0 to ${MAX_RETRY_AFTER_SECONDS}`,
  };
  const rows = Object.entries(forms).map(([field, form]) => `| ${field} | ${form} |`);
  return ['| field | form |', '|---|---|', ...rows].join('\n');
}

/** Every code of frame 3199. */
export function renderRefusals(): string {
  const rows = Object.entries(REFUSALS).map(
    ([name, { wire, meaning, retryable }]) =>
      `| ${wire} | ${name} | ${meaning} | ${retryable ? 'yes' : 'no'} |`,
  );
  return ['| code | name | meaning | repeat? |', '|---|---|---|---|', ...rows].join('\n');
}
