import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { TandemError } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { DrillsDocument } from '../schemas.ts';

/** null: that part did not happen. */
const part = () => Type.Object({ total: Type.Union([Type.Number(), Type.Null()]) });

/** What is used of result.json. */
const ResultSchema = Type.Object({
  drill: Type.String(),
  profile: Type.String(),
  valid: Type.Union([Type.Boolean(), Type.Literal('unknown')]),
  rto: Type.Object({
    api: Type.Optional(part()),
    sim: Type.Optional(part()),
    jobs: Type.Optional(part()),
  }),
});
type Result = Static<typeof ResultSchema>;
type Report = DrillsDocument['reports'][number];

const MAX_REPORTS = 200;
const MAX_RESULT_BYTES = 1_048_576;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The reports of drills in one directory; nothing outside of it can be named. */
export class DrillReports {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The newest first. A directory without a readable result is no report. */
  async list(): Promise<Report[]> {
    const names = await readdir(this.#dir).catch(() => []);
    const found = await Promise.all(
      names
        .filter((name) => NAME.test(name))
        .slice(0, MAX_REPORTS)
        .map((name) => this.#reportOf(name)),
    );
    return found.flatMap((report) => report ?? []).sort((a, b) => b.at - a.at);
  }

  /** result.json. Rejects with not-found. */
  async result(name: string): Promise<unknown> {
    const path = await this.#pathOf(name, 'result.json');
    const { size } = await stat(path);
    if (size > MAX_RESULT_BYTES) throw absent();
    return JSON.parse(await readFile(path, 'utf8'));
  }

  /** report.html. Rejects with not-found. */
  async page(name: string) {
    return createReadStream(await this.#pathOf(name, 'report.html'));
  }

  async #reportOf(name: string): Promise<Report | undefined> {
    try {
      const path = await this.#pathOf(name, 'result.json');
      const { mtimeMs } = await stat(path);
      const result = await this.result(name);
      if (!Value.Check(ResultSchema, result)) return undefined;
      const { profile, valid } = result;
      return { name, at: Math.round(mtimeMs), profile, valid, rto: totalsOf(result) };
    } catch {
      return undefined;
    }
  }

  /** Names are checked, and links are followed before it is asked where the file lies. */
  async #pathOf(name: string, file: 'result.json' | 'report.html'): Promise<string> {
    if (!NAME.test(name)) throw absent();
    try {
      const root = await realpath(this.#dir);
      const path = await realpath(join(root, name, file));
      if (path.startsWith(root + sep)) return path;
    } catch (error) {
      throw absent(error);
    }
    throw absent();
  }
}

function totalsOf({ rto: { api, sim, jobs } }: Result): Report['rto'] {
  return { api: api?.total ?? null, sim: sim?.total ?? null, jobs: jobs?.total ?? null };
}

function absent(cause?: unknown): TandemError {
  return new TandemError('not-found', { what: 'This report of a drill' }, cause);
}
