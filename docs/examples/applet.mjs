#!/usr/bin/env node
// An applet written from ../reference/vectors.md alone: Node 20, no package.
import { createCipheriv, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const HELP = `Usage: node applet.mjs CREDENTIALS [options]

Poll with a spare applet of CREDENTIALS (the credentials.json of Tandem) until a question comes,
show it, answer it, and end with the receipt.

Options:
  --msisdn <number>  which spare applet (default: the first)
  --register         send 3100 Register before the first poll
  --reject           refuse the question
  --answer <text>    the text entered, or the item chosen (default: 0000, or the first item)
  --seconds <n>      give up after this time (default: 120)
  -h, --help         display this help
`;
const [STX, ETX, ESC, US] = ['\x02', '\x03', '\x10', '\x1f'];
const REPLY_MILLISECONDS = 10_000;
const LONGEST_FRAME = 1400;
const REPEATABLE = ['11', '20', '30', '31'];

const flipped = (byte) => String.fromCharCode(byte.charCodeAt(0) ^ 0x40);
const escaped = (text) =>
  Array.from(text, (c) => ([STX, ETX, ESC, US].includes(c) ? ESC + flipped(c) : c)).join('');
const unescaped = (field) =>
  field
    .split(ESC)
    .map((part, index) => (index === 0 ? part : flipped(part) + part.slice(1)))
    .join('');

/** AES-CMAC (RFC 4493), of which a frame carries the first 64 bits. */
function macOf(key, message) {
  const encrypt = (block) => createCipheriv('aes-128-ecb', key, null).update(block);
  const doubled = (block) => {
    const value = BigInt(`0x${block.toString('hex')}`) << 1n;
    const reduced = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
    return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
  };
  const xor = (a, b) => Buffer.from(a.map((byte, index) => byte ^ b[index]));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = whole
    ? Buffer.from(message)
    : Buffer.concat([message, Buffer.from([0x80]), Buffer.alloc(15 - (message.length % 16))]);
  const once = doubled(encrypt(Buffer.alloc(16)));
  padded.set(xor(padded.subarray(-16), whole ? once : doubled(once)), padded.length - 16);
  let state = Buffer.alloc(16);
  for (let at = 0; at < padded.length; at += 16)
    state = encrypt(xor(state, padded.subarray(at, at + 16)));
  return state.subarray(0, 8).toString('hex').toUpperCase();
}

let counter = 0;
function nextCounter() {
  counter = Math.max(counter + 1, Math.floor(Date.now() / 1000));
  return counter.toString(16).toUpperCase().padStart(8, '0');
}

/** Sends `frame` on a new connection; the bytes between STX and ETX of the reply. */
async function exchange(endpoint, frame) {
  const signal = AbortSignal.timeout(REPLY_MILLISECONDS);
  const socket = connect({ ...endpoint, signal });
  try {
    socket.write(frame);
    let received = Buffer.alloc(0);
    for await (const bytes of socket) {
      received = Buffer.concat([received, bytes]);
      const end = received.indexOf(ETX);
      if (received[0] !== STX.charCodeAt(0) || received.length > LONGEST_FRAME) break;
      if (end > 0) return received.subarray(1, end);
    }
    throw new Error('the connection closed, or sent no frame');
  } catch (error) {
    throw signal.aborted ? new Error('no reply within 10 s') : error;
  } finally {
    socket.destroy();
  }
}

/** The fields of the reply, msgId first; its counter and mac are checked. */
async function call(endpoint, key, fields) {
  const sent = nextCounter();
  const body = Buffer.from([...fields.map(escaped), sent].join(US));
  const frame = Buffer.concat([Buffer.from(STX), body, Buffer.from(US + macOf(key, body) + ETX)]);
  const reply = await exchange(endpoint, frame);
  const parts = reply.toString('utf8').split(US).map(unescaped);
  const [echoed, mac = ''] = parts.splice(-2);
  const expected = Buffer.from(macOf(key, reply.subarray(0, reply.lastIndexOf(US))));
  const given = Buffer.from(mac);
  const signed = given.length === expected.length && timingSafeEqual(given, expected);
  const genuine = signed && echoed === sent;
  if (parts[0] === '3199') {
    const final = genuine && !REPEATABLE.includes(parts[1]);
    const error = new Error(`Tandem answered error ${parts[1]}${genuine ? '' : ', unsigned'}`);
    throw Object.assign(error, { final });
  }
  if (!genuine) throw new Error('the mac or the counter of the reply is wrong');
  return parts;
}

/** `call`, repeated after 1, 2, 4 … 30 s with jitter until `deadline`, unless the error is final. */
async function persist(endpoint, key, fields, deadline) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 30_000)) {
    try {
      return await call(endpoint, key, fields);
    } catch (error) {
      if (error.final || Date.now() + pause > deadline) throw error;
      process.stderr.write(`${error.message || error.code}; again in ${pause / 1000} s\n`);
      await sleep(pause * (0.75 + Math.random() / 2));
    }
  }
}

function decide({ model, items }, options) {
  if (options.reject) return ['01', ''];
  if (model === 'multisecure') return ['00', options.answer ?? '0000'];
  if (model !== 'itemselect') return ['00', ''];
  if (options.answer !== undefined && !items.includes(options.answer))
    throw new Error(`--answer must be one of: ${items.join(', ')}`);
  return ['00', options.answer ?? items[0]];
}

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      msisdn: { type: 'string' },
      register: { type: 'boolean' },
      reject: { type: 'boolean' },
      answer: { type: 'string' },
      seconds: { type: 'string', default: '120' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  if (positionals.length !== 1)
    throw new Error('give the path of credentials.json; --help tells the options');
  if (!(Number(values.seconds) > 0)) throw new Error('--seconds must be a number above 0');
  const { endpoint, applets } = readCredentials(positionals[0]);
  const applet = applets.find(({ msisdn }) => (values.msisdn ?? msisdn) === msisdn);
  if (!applet) throw new Error('no spare applet in the credentials has this --msisdn');
  return { options: values, endpoint, applet };
}

function readCredentials(path) {
  const text = readFileSync(path, 'utf8');
  try {
    const { applet: endpoint, applets } = JSON.parse(text);
    return { endpoint, applets: applets.filter(({ key }) => /^[0-9a-f]{32}$/.test(key)) };
  } catch {
    // Without the parser's message: it would repeat a part of the file, which holds keys.
    throw new Error(`${path} is not the credentials.json of Tandem`);
  }
}

async function main() {
  const { options, endpoint, applet } = readOptions();
  const deadline = Date.now() + Number(options.seconds) * 1000;
  const key = Buffer.from(applet.key, 'hex');
  const { appletId, msisdnHash, simUID, deviceUID } = applet;
  const say = (line) => process.stdout.write(`${line}\n`);
  const send = (...fields) => persist(endpoint, key, fields, deadline);
  if (options.register) {
    const [, result] = await send('3100', appletId, msisdnHash, simUID, deviceUID);
    if (result !== 'registered') throw new Error(`register: ${result}`);
    say('registered');
  }
  say('polling');
  for (;;) {
    const [msgId, first, popupText, popupDuration, model, , ...items] = await send(
      '3101',
      appletId,
    );
    if (msgId === '3299') {
      const pause = Number(first) * 1000;
      if (Date.now() + pause > deadline)
        throw new Error(`no question came within ${options.seconds} s`);
      await sleep(pause);
      continue;
    }
    if (msgId !== '3222') throw new Error(`unexpected reply ${msgId} to a poll`);
    if (model !== 'silent')
      say(`popup (${popupDuration} s): ${[popupText, ...items].join('\n  - ')}`);
    const [status, answer] = decide({ model, items }, options);
    say(`answer to ${model}: status ${status}${answer && `, ${answer}`}`);
    const receipt = await send('3221', appletId, first, status, simUID, deviceUID, '', answer);
    if (receipt[0] !== '3223' || receipt[1] !== first)
      throw new Error('the receipt names another notification');
    say(`receipt: ${receipt[2]}`);
    return;
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`applet: ${error.message || error.code}\n`);
  process.exitCode = 1;
}
