import { MacKey } from '../cmac.ts';
import { EXAMPLE_APPLET, EXAMPLE_KEY, EXAMPLE_MASTER } from './frames.ts';

/** The derivation of the example key and one MAC, with every intermediate value. */
export function renderKeys(): string {
  const input = Buffer.from(`\x01tandem-applet\x00${EXAMPLE_APPLET}\x00\x80`, 'latin1');
  const signed = Buffer.from(`3101\x1f${EXAMPLE_APPLET}\x1f0000002A`, 'latin1');
  const tag = new MacKey(EXAMPLE_KEY).cmac(signed).toString('hex').toUpperCase();
  return [
    '```text',
    `master key      ${EXAMPLE_MASTER.toString('hex')}`,
    `appletId        ${EXAMPLE_APPLET}`,
    `derivation      AES-CMAC(master key, ${input.toString('hex')})`,
    `applet key      ${EXAMPLE_KEY.toString('hex')}`,
    `bytes under MAC ${signed.toString('hex')}`,
    `AES-CMAC        ${tag}`,
    `mac             ${tag.slice(0, 16)}`,
    '```',
  ].join('\n');
}
