import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { segmentPath } from '../journal/journal.ts';
import { encodeRecord } from '../journal/record.ts';
import { encodeFrame, FrameDecoder } from '../wire/frames.ts';
import { startDocumentsEngine } from './engine.ts';
import { DECLARE, INSERT } from './operations.ts';

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

/** One life of the engine: inserts what one session asks for, by request id, and tells each answer. */
async function insertAs(session: string, ids: readonly number[]): Promise<unknown[]> {
  const engine = await startDocumentsEngine({ dataDir: directory.path });
  const socket = connect(engine.socketPath);
  const decoder = new FrameDecoder();
  const answers: unknown[] = [];
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk) =>
      decoder.push(chunk, (content) => {
        if (content[0] === 'tandem') return;
        answers.push(...content);
        if (answers.length === ids.length) resolve();
      }),
    );
  });
  socket.write(encodeFrame(['tandem', 1, 'documents', session, null]));
  const inserts = ids.map((id) => {
    const body = Buffer.from(JSON.stringify({ _id: `d${id}`, version: 1 }));
    return [id, INSERT, 0, `d${id}`, 1, body, []];
  });
  socket.write(encodeFrame([1, [0, DECLARE, 0, 'items', null, []], ...inserts]));
  await answered;
  socket.destroy();
  await engine.close();
  return answers;
}

test.each([
  ['nothing', Buffer.alloc(0)],
  ['half a record', encodeRecord([[], []]).subarray(0, 9)],
])(
  'does nothing twice after a stop between a segment and its first record: %s',
  async (_, torn) => {
    expect(await insertAs('session-1', [1, 2])).toEqual([
      [1, 0, true],
      [2, 0, true],
    ]);
    const journal = join(directory.path, 'journal');
    const last = readdirSync(journal).length;
    writeFileSync(segmentPath(journal, last + 1), torn);
    expect(await insertAs('session-1', [1, 2, 3])).toEqual([
      [1, 0, true],
      [2, 0, true],
      [3, 0, true],
    ]);
    expect(await insertAs('session-1', [3])).toEqual([[3, 0, true]]);
    const [refusal] = await insertAs('session-2', [1]);
    expect(refusal).toEqual([1, 1, 'duplicate', expect.any(String), '_id']);
  },
);
