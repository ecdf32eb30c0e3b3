import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tandem/core';
import {
  connectDocuments,
  type Documents,
  type Engine,
  embeddedLayout,
  startDocumentsEngine,
} from '@tandem/stores';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Described, RegionBoard } from './board.ts';
import { RegionHistory, readHistory } from './history.ts';
import { orderRegion } from './orders.ts';

let directory: string;
let engine: Engine;
let documents: Documents;
const boards: RegionBoard[] = [];
const errors: unknown[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-board-'));
  const place = embeddedLayout(directory).documents;
  engine = await startDocumentsEngine(place);
  documents = connectDocuments({ socketPath: place.socketPath });
});

afterEach(async () => {
  await Promise.all(boards.splice(0).map((board) => board.stop()));
  await documents.close();
  await engine.close();
  rmSync(directory, { recursive: true });
  expect(errors.splice(0)).toEqual([]);
});

function boardOf(region: string, change: Partial<Described> = {}) {
  const said = {
    ready: ['api'],
    able: true,
    up: true,
    reasons: [],
    skewMs: 0,
    facts: {},
    lags: {},
    ...change,
  } as Described;
  const state = { said };
  const board = new RegionBoard({
    documents,
    clock: systemClock,
    region,
    regions: ['east', 'west'],
    instance: 'one',
    workloads: ['api'],
    wanted: ['api'],
    everyMs: 5,
    describe: async () => state.said,
    onRound: () => undefined,
    onError: (error) => errors.push(error),
  });
  boards.push(board);
  board.start();
  return { board, state };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test('regions see each other as they are, and when one goes silent or says goodbye', async () => {
  const east = boardOf('east');
  const west = boardOf('west');
  const sees = (board: RegionBoard) => board.standing?.othersAble.join();
  await until(() => sees(east.board) === 'west' && sees(west.board) === 'east');
  west.state.said = { ...west.state.said, able: false };
  west.board.kick();
  await until(() => sees(east.board) === '');
  expect(west.board.standing?.toldAble).toBe(false);
  west.state.said = { ...west.state.said, able: true };
  await until(() => sees(east.board) === 'west');
  await west.board.stop();
  await until(() => sees(east.board) === '');
});

test('a region that is ordered drained knows it, after a restart too, and is no alternative', async () => {
  const east = boardOf('east');
  const west = boardOf('west');
  await until(() => east.board.standing?.othersAble.length === 1);
  expect(await orderRegion(documents, 'west', true, 1)).toBe(true);
  expect(await orderRegion(documents, 'west', true, 2)).toBe(false);
  await until(() => west.board.standing?.drained === true);
  await until(() => east.board.standing?.othersAble.length === 0);
  await west.board.stop();
  const restarted = boardOf('west');
  await until(() => restarted.board.standing !== undefined);
  expect(restarted.board.standing?.drained).toBe(true);
  await orderRegion(documents, 'west', false, 3);
  await until(() => east.board.standing?.othersAble.length === 1);
});

test('history is written in order, and what could not be written at once comes later', async () => {
  let away = true;
  const flaky: Documents = {
    ...documents,
    collection: (spec) => {
      const real = documents.collection(spec);
      return {
        ...real,
        insert: (document) => (away ? Promise.reject(new Error('away')) : real.insert(document)),
        get: (id) => (away ? Promise.reject(new Error('away')) : real.get(id)),
      };
    },
  };
  const history = new RegionHistory({ documents: flaky, clock: systemClock, region: 'east' });
  history.record({ event: 'promoted', epoch: 2, detail: 'why' });
  history.record({ event: 'down' });
  await history.flush();
  expect(await readHistory(documents, 10)).toEqual([]);
  away = false;
  await history.flush();
  const events = (await readHistory(documents, 10)).map(({ event, knownEpoch }) => [
    event,
    knownEpoch,
  ]);
  expect(events).toEqual([
    ['promoted', 2],
    ['down', undefined],
  ]);
});
