import { REFUSALS } from '../errors.ts';
import { CODECS } from '../messages/index.ts';

/** Every message id with its fields before counter and mac. */
export function renderMessages(): string {
  const rows = Object.values(CODECS).map(({ id, name, direction, fields }) => {
    const way = direction === 'uplink' ? 'applet to Tandem' : 'Tandem to applet';
    return `| ${id} | ${name} | ${way} | ${fields.length === 0 ? '–' : fields.join(', ')} |`;
  });
  return ['| msgId | name | direction | fields |', '|---|---|---|---|', ...rows].join('\n');
}

/** Every code of frame 3199. */
export function renderRefusals(): string {
  const rows = Object.entries(REFUSALS).map(
    ([name, { wire, meaning, retryable }]) =>
      `| ${wire} | ${name} | ${meaning} | ${retryable ? 'yes' : 'no'} |`,
  );
  return ['| code | name | meaning | repeat? |', '|---|---|---|---|', ...rows].join('\n');
}
