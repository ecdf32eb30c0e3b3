import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { embeddedLayout, startDocumentsEngine, startRegionEngine } from '@tandem/stores';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ProcessExit,
  type Supervised,
  type SuperviseOptions,
  superviseProcess,
} from './index.ts';
import { bundleChild, type ChildProgram } from './testing/bundle-child.ts';

let program: ChildProgram;
const started: Supervised[] = [];
let logs = 0;

beforeAll(async () => {
  program = await bundleChild();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop(1_000)));
});
afterAll(() => program.remove());

function supervise(mode: string, argument = '', more: Partial<SuperviseOptions> = {}) {
  logs += 1;
  const logFile = join(program.directory, `${logs}.log`);
  const exits: ProcessExit[] = [];
  const next: ((exit: ProcessExit) => void)[] = [];
  const child = superviseProcess({
    name: mode,
    args: [mode, argument],
    entry: program.entry,
    restart: false,
    readyTimeoutMs: 20_000,
    logFile,
    ...more,
    onExit(exit) {
      exits.push(exit);
      for (const tell of next.splice(0)) tell(exit);
    },
  });
  started.push(child);
  const nextExit = () => new Promise<ProcessExit>((resolve) => next.push(resolve));
  return { child, exits, nextExit, log: () => readFileSync(logFile, 'utf8') };
}

describe('a supervised process', () => {
  test('says when it is ready, uses memory, and drains on SIGTERM with exit 0', async () => {
    const { child } = supervise('fine');
    expect(await child.ready).toMatchObject({ ports: { main: 1 } });
    expect(child.state).toBe('ready');
    expect((await child.usage())?.rssBytes).toBeGreaterThan(1_000_000);
    expect(await child.stop(5_000)).toMatchObject({ code: 0, signal: null, expected: true });
    expect(child.pid).toBeUndefined();
    expect(await child.usage()).toBeUndefined();
  });

  test('that passes its drain deadline exits 1', async () => {
    const { child, log } = supervise('never-drained');
    await child.ready;
    expect(await child.stop(10_000)).toMatchObject({ code: 1 });
    expect(log()).toContain('drain deadline passed');
  });

  test('that is frozen is killed after the deadline of the supervisor', async () => {
    const { child } = supervise('fine');
    await child.ready;
    child.signal('SIGSTOP');
    expect(await child.stop(100)).toMatchObject({ signal: 'SIGKILL', expected: true });
  });

  test('that is never ready is killed and says so', async () => {
    const { child } = supervise('never-ready', '', { readyTimeoutMs: 700 });
    await expect(child.ready).rejects.toThrow('never-ready did not start: not ready within 700 ms');
  });

  test('whose port is in use says so in one line', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      const { child, log } = supervise('port-in-use', String(port));
      const reason = `port ${port} on 127.0.0.1 is in use; stop the process that has it, or choose another port`;
      await expect(child.ready).rejects.toThrow(`port-in-use did not start: ${reason}`);
      expect(log()).toBe(`tandem: ${reason}\n`);
    } finally {
      blocker.close();
    }
  });

  test('that fails in a way nobody foresaw leaves a stack in its log and exits 1', async () => {
    const { child, exits, log } = supervise('broken-start');
    await expect(child.ready).rejects.toThrow('broken-start did not start');
    expect(exits).toMatchObject([{ code: 1, expected: false }]);
    expect(log()).toContain('something unforeseen');
  });

  test('that crashes is started again when asked for, until it is stopped', async () => {
    const { child, exits, nextExit } = supervise('crash-later', '', { restart: true });
    await child.ready;
    await nextExit();
    await nextExit();
    expect(child.restarts).toBeGreaterThanOrEqual(1);
    expect(exits[0]).toMatchObject({ code: 1, expected: false });
    await child.stop(5_000);
    expect(child.state).toBe('stopped');
  });

  test('has its wall clock moved by its supervisor, and by nothing out of bounds', async () => {
    const { child, nextExit } = supervise('watch-clock');
    await child.ready;
    expect(() => child.skewClock(Number.NaN)).toThrow('allowed');
    const exit = nextExit();
    expect(child.skewClock(3_600_000)).toBe(true);
    expect(await exit).toMatchObject({ code: 7 });
    expect(child.skewClock(0)).toBe(false);
  });

  test('that was killed can be started by hand', async () => {
    const { child, nextExit } = supervise('fine');
    await child.ready;
    const exit = nextExit();
    child.signal('SIGKILL');
    expect(await exit).toMatchObject({ signal: 'SIGKILL', expected: false });
    expect(child.state).toBe('stopped');
    await child.start();
    expect(child.state).toBe('ready');
  });
});

describe('tandem serve', () => {
  test('connects to the engines, reports its ports, answers /health, and drains', async () => {
    const dataDir = join(program.directory, 'data');
    const layout = embeddedLayout(dataDir);
    const documents = await startDocumentsEngine(layout.documents);
    const region = await startRegionEngine({ ...layout.region('us-east-1'), region: 'us-east-1' });
    try {
      const workload = 'timer,sms,sim,mno,scheduled-jobs,api';
      const flags = { region: 'us-east-1', workload, data: dataDir, 'ops-port': '0' };
      const { child, log } = supervise('serve', JSON.stringify(flags));
      const { ports } = await child.ready;
      expect(ports).toMatchObject({ api: 4_242, timer: 4_242 });
      const health = () => fetch(`http://127.0.0.1:${ports.ops}/health`);
      let answer = await health();
      while (answer.status !== 200) answer = await health();
      expect(await answer.text()).toBe('{"status":"UP"}');
      expect(await child.stop(5_000)).toMatchObject({ code: 0 });
      const drained = log()
        .split('\n')
        .filter((line) => line.includes('workload drained'))
        .map((line) => JSON.parse(line).workload);
      expect(drained[0]).toBe('api');
      expect(drained.sort().join()).toBe('api,mno,scheduled-jobs,sim,sms,timer');
    } finally {
      await region.close();
      await documents.close();
    }
  });

  test.each([
    ['a region that is none', { region: 'eu-west-9' }, '--region eu-west-9 is not a region'],
    ['a data directory that is a file', { data: '/dev/null' }, 'the data directory cannot be used'],
  ])('refuses %s in one line', async (_what, change, message) => {
    const flags = { region: 'us-east-1', workload: 'api', data: program.directory, ...change };
    const { child } = supervise('serve', JSON.stringify(flags));
    await expect(child.ready).rejects.toThrow(message);
  });
});
