import { createCipheriv, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FrameDecoder } from '../decoder.ts';
import { REFUSALS } from '../errors.ts';
import { parseFrame } from '../frame.ts';
import { CODECS, decodeMessage } from '../messages/index.ts';
import { FRAME_VECTORS } from './frames.ts';
import { regenerate } from './page.ts';

const fileOf = (name: string): URL => new URL(`../../../docs/reference/${name}`, import.meta.url);
const vectors = regenerate(readFileSync(fileOf('vectors.md'), 'utf8'));

describe('the pages', () => {
  test.each(['vectors.md', 'applet.md'])('%s says what the code does', async (name) => {
    const page = readFileSync(fileOf(name), 'utf8');
    await expect(regenerate(page)).toMatchFileSnapshot(fileOf(name).pathname);
  });

  test('a block that nobody generates is an error', () => {
    expect(() => regenerate('<!-- generated: other --><!-- /generated -->')).toThrow(
      'no block other; there are keys, messages, frames',
    );
  });

  test('applet.md lists every message and every code of 3199', () => {
    const page = readFileSync(fileOf('applet.md'), 'utf8');
    for (const { id, name } of Object.values(CODECS)) expect(page).toContain(`| ${id} | ${name} |`);
    for (const [name, { wire }] of Object.entries(REFUSALS)) {
      expect(page).toContain(`| ${wire} | ${name} |`);
    }
  });

  test('vectors.md has a vector for every message', () => {
    const shown = new Set(FRAME_VECTORS.map(({ message }) => message.name));
    expect([...shown].sort()).toEqual(Object.keys(CODECS).sort());
  });
});

/** A reader of the page that shares nothing with the code: it knows RFC 4493 and the text of the page. */
describe('the page alone', () => {
  const labelled = (label: string): string => {
    const line = vectors.split('\n').find((candidate) => candidate.startsWith(`${label} `));
    return line?.slice(label.length).trim() ?? '';
  };
  const frames = [...vectors.matchAll(/```hex\n([0-9a-f\n]+)```/g)].map((match) =>
    Buffer.from((match[1] ?? '').replaceAll('\n', ''), 'hex'),
  );

  test('derives the applet key', () => {
    const input = Buffer.from(`\x01tandem-applet\x00${labelled('appletId')}\x00\x80`, 'latin1');
    expect(cmac(labelled('master key'), input)).toBe(labelled('applet key'));
  });

  test('signs every frame that does not say otherwise', () => {
    expect(frames).toHaveLength(FRAME_VECTORS.length);
    const macs = frames.map((frame) => frame.subarray(-17, -1).toString('latin1'));
    const expected = frames.map((frame) =>
      cmac(labelled('applet key'), frame.subarray(1, -18)).slice(0, 16).toUpperCase(),
    );
    const unsigned = macs.indexOf('0000000000000000');
    expect(macs).toEqual(expected.with(unsigned, '0000000000000000'));
  });

  test('decodes to the messages it names', () => {
    const decoder = new FrameDecoder();
    decoder.feed(Buffer.concat(frames));
    for (const { message } of FRAME_VECTORS) {
      const bytes = decoder.next();
      expect(bytes && decodeMessage(parseFrame(bytes))).toEqual(message);
    }
  });

  test('signs every request', () => {
    const pairs = [
      ...vectors.matchAll(/Signed text:\n\n```text\n(.*)\n```\n```http\nX-Signature: v1=(.*)\n/g),
    ];
    expect(pairs).toHaveLength(3);
    for (const [, text = '', signature] of pairs) {
      const hmac = createHmac('sha256', labelled('signing secret')).update(text).digest('hex');
      expect(hmac).toBe(signature);
    }
  });

  test('identifies SIM and device', () => {
    const rows = [...vectors.matchAll(/\| (?:sim|device)Identifier \| `(.*)` \| `(.*)` \|/g)];
    expect(rows).toHaveLength(2);
    for (const [, text = '', identifier] of rows) {
      const hmac = createHmac('sha256', labelled('signing secret')).update(text).digest('hex');
      expect(hmac).toBe(identifier);
      expect(vectors).toContain(`Identifier":"${hmac}"`);
    }
  });
});

/** RFC 4493 sections 2.3 and 2.4 word by word, one block cipher call a block. */
function cmac(keyHex: string, message: Buffer): string {
  const key = Buffer.from(keyHex, 'hex');
  const aes = (block: bigint): bigint => {
    const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    return number(cipher.update(Buffer.from(block.toString(16).padStart(32, '0'), 'hex')));
  };
  const shift = (block: bigint): bigint =>
    ((block << 1n) & ((1n << 128n) - 1n)) ^ (block >> 127n === 1n ? 0x87n : 0n);
  const k1 = shift(aes(0n));
  const count = Math.max(1, Math.ceil(message.length / 16));
  const last = message.subarray((count - 1) * 16);
  const padded = Buffer.concat([last, Buffer.from([0x80]), Buffer.alloc(16)]).subarray(0, 16);
  const mLast = last.length === 16 ? number(last) ^ k1 : number(padded) ^ shift(k1);
  let x = 0n;
  for (let i = 0; i < count - 1; i += 1) x = aes(x ^ number(message.subarray(i * 16, i * 16 + 16)));
  return aes(x ^ mLast)
    .toString(16)
    .padStart(32, '0');
}

function number(block: Buffer): bigint {
  return BigInt(`0x${block.toString('hex')}`);
}
