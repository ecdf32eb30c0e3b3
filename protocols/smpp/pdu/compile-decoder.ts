import type { Field } from './fields.ts';
import type { CommandGrammar } from './grammar.ts';
import {
  endOfCString,
  readDestinations,
  readShortMessage,
  readUnsuccessfulDestinations,
  truncated,
} from './read.ts';
import { NO_TLVS, readTlvs } from './tlv-codec.ts';

/** Reads the body between `at` and `end`. Throws FieldError when a field is wrong. */
export type Decoder = (
  bytes: Buffer,
  at: number,
  end: number,
  status: number,
  sequence: number,
) => unknown;

const RUNTIME = {
  endOfCString,
  NO_TLVS,
  NO_OCTETS: Buffer.alloc(0),
  readDestinations,
  readShortMessage,
  readTlvs,
  readUnsuccessfulDestinations,
  truncated,
};

/**
 * The counterpart of `compileEncoder`. A response without a body is read as one with empty fields: the
 * specification leaves the body out when the status is not zero, and peers do so in other responses too.
 */
export function compileDecoder(name: string, grammar: CommandGrammar): Decoder {
  const isResponse = grammar.id >>> 31 === 1;
  const fields = Object.entries(grammar.fields);
  const source = `
    const { ${Object.keys(RUNTIME).join(', ')} } = runtime;
    return function decode_${name}(b, o, end, status, sequence) {
      let ${['e', ...fields.map((_, i) => `f${i}`)].join(', ')};
      ${isResponse ? `if (o === end) { ${fields.map(emptyField).join(' ')} } else {` : '{'}
      ${fields.map((entry, i) => decodeField(entry, i, isResponse)).join('\n')}
      }
      return {
        command: '${name}',
        command_status: status,
        sequence_number: sequence,
        ${fields.map(([field], i) => `${field}: f${i},`).join(' ')}
        tlvs: o === end ? NO_TLVS : readTlvs(b, o, end),
      };
    };`;
  return new Function('runtime', source)(RUNTIME);
}

function emptyField([, field]: [string, Field], index: number): string {
  const empty = { int1: '0', int4: '0', cstring: "''", 'short-message': 'NO_OCTETS' };
  return `f${index} = ${field.kind in empty ? empty[field.kind as keyof typeof empty] : '[]'};`;
}

function decodeField([name, field]: [string, Field], index: number, isResponse: boolean): string {
  const result = `f${index}`;
  switch (field.kind) {
    case 'int1':
      return `if (o >= end) throw truncated('${name}'); ${result} = b[o++];`;
    case 'int4':
      return `if (o + 4 > end) throw truncated('${name}'); ${result} = b.readUInt32BE(o); o += 4;`;
    case 'cstring': {
      // SMSCs answer with longer ids than the specification allows: losing the answer would be worse.
      const max = isResponse ? 65_535 : field.max;
      return `
        if (b[o] === 0 && o < end) { ${result} = ''; o++; }
        else {
          e = endOfCString(b, o, end, ${max}, '${name}', ${field.refusal});
          ${result} = b.latin1Slice(o, e);
          o = e + 1;
        }`;
    }
    case 'short-message':
      return `
        ${result} = readShortMessage(b, o, end, ${field.max}, ${field.refusal});
        o += 1 + ${result}.length;`;
    case 'destinations':
      return `
        e = readDestinations(b, o, end, ${field.max}, ${field.refusal});
        ${result} = e.value; o = e.next;`;
    case 'unsuccessful-destinations':
      return `e = readUnsuccessfulDestinations(b, o, end); ${result} = e.value; o = e.next;`;
  }
}
