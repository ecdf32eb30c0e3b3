import type { ReceivedEvent } from '@tandem/stores';
import { decodeNotice, type Notice } from '../records/index.ts';

/**
 * One entry of the audit log: `topic/partition/offset` of the event, a space, and its value exactly as it
 * was published. Values are notices: they name transactions, never persons.
 */
export function entryLine({ topic, partition, offset, value }: ReceivedEvent): string {
  return `${topic}/${partition}/${offset} ${oneLine(value)}`;
}

/** JSON text has no raw line feed; whatever else was published is kept as a JSON string. */
function oneLine(value: string): string {
  return value.includes('\n') ? JSON.stringify(value) : value;
}

export interface Entry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** `undefined` when the event was no notice. */
  readonly notice: Notice | undefined;
  readonly value: string;
}

const LINE = /^(.+)\/([0-9]+)\/([0-9]+) (.*)$/;

export function parseEntry(line: string): Entry | undefined {
  const [, topic, partition, offset, value] = LINE.exec(line) ?? [];
  if (topic === undefined || value === undefined) return undefined;
  return {
    topic,
    partition: Number(partition),
    offset: Number(offset),
    notice: noticeOf(value),
    value,
  };
}

function noticeOf(value: string): Notice | undefined {
  try {
    return decodeNotice(value);
  } catch {
    return undefined;
  }
}
