import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from './program.ts';

let stdout: string[];
let stderr: string[];

beforeEach(() => {
  stdout = [];
  stderr = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => stdout.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => stderr.push(String(text)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function run(...args: string[]) {
  const exitCode = await runProgram(args);
  return { exitCode, out: stdout.join(''), err: stderr.join('') };
}

const oneLine = /^tandem: [^\n]+\n$/;

describe('the command line', () => {
  it('refuses an unknown flag in one line, with a suggestion', async () => {
    const { exitCode, err, out } = await run('up', '--profil', 'fast');
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(oneLine);
    expect(err).toContain("unknown option '--profil'");
    expect(err).toContain('Did you mean --profile?');
  });

  it('refuses an unknown command in one line, with a suggestion', async () => {
    const { exitCode, err } = await run('aprove');
    expect(exitCode).toBe(2);
    expect(err).toMatch(oneLine);
    expect(err).toContain('Did you mean approve?');
  });

  it.each([
    [['up', '--profile', 'slow'], '--profile', 'document, tuned, fast'],
    [['up', '--port-base', '70000'], '--port-base', 'a whole number from'],
    [['up', '--seconds', 'soon'], '--seconds', 'a whole number from 1'],
    [['up', '--seconds', '1.5'], '--seconds', 'a whole number from 1'],
    [['approve', '--to', '+14045550101', '--model', 'voice'], '--model', 'silent, touch'],
    [
      ['approve', '--to', '+14045550101', '--popup-seconds', '0'],
      '--popup-seconds',
      'from 1 to 120',
    ],
    [['status', '--url', 'localhost:8080'], '--url', 'an http or https URL'],
    [['bench', 'everything'], 'everything', 'smpp, applet, stores, authenticate'],
  ])('%j names the flag and what is allowed', async (args, flag, allowed) => {
    const { exitCode, err } = await run(...args);
    expect(exitCode).toBe(2);
    expect(err).toMatch(oneLine);
    expect(err).toContain(flag);
    expect(err).toContain(allowed);
  });

  it('does not repeat the digits of a number that was typed wrong', async () => {
    const { exitCode, err } = await run('approve', '--to', '2125550199');
    expect(exitCode).toBe(2);
    expect(err).toMatch(oneLine);
    expect(err).toContain('E.164');
    expect(err).not.toContain('2125550199');
  });

  it('asks for what is required', async () => {
    expect((await run('approve')).err).toContain("required option '--to <msisdn>' not specified");
  });

  it.each([
    [['drill', 'regionloss'], 'Did you mean region-loss?', 'Allowed: all, region-loss'],
    [['drill', 'earthquake'], '"earthquake" is not a drill.', 'Allowed: all, region-loss'],
    [['drill'], 'name one', 'Allowed: all, region-loss'],
    [['drill', 'region-loss', '--profile', 'slow'], '--profile', 'document, tuned, fast'],
    [['drill', 'region-loss', '--rte', '5'], "'--rte'", 'Did you mean --rate?'],
    [['drill', 'check'], "'dir'", 'missing'],
    [['drill', 'check', '/nowhere'], '/nowhere/history.jsonl', 'does not exist'],
  ])('%j ends with 3, as 1 and 2 are verdicts of drills', async (args, what, allowed) => {
    const { exitCode, out, err } = await run(...args);
    expect(exitCode).toBe(3);
    expect(out).toBe('');
    expect(err).toMatch(oneLine);
    expect(err).toContain(what);
    expect(err).toContain(allowed);
  });

  it('lists every drill', async () => {
    const { exitCode, out } = await run('drill', 'list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toContainEqual({
      name: 'double-fault',
      sentence: expect.stringContaining('standby'),
    });
  });

  it('says in one line that no system runs, and how to start one', async () => {
    const { exitCode, err } = await run('status', '--port-base', '59990');
    expect(exitCode).toBe(2);
    expect(err).toMatch(oneLine);
    expect(err).toContain('tandem up');
  });

  it.each([
    ['--help'],
    ['up', '--help'],
    ['approve', '--help'],
    ['trace', '--help'],
    ['status', '--help'],
    ['region', '--help'],
    ['region', 'stop', '--help'],
    ['callbacks', 'retry', '--help'],
    ['audit', 'verify', '--help'],
    ['serve', '--help'],
    ['drill', '--help'],
    ['drill', 'check', '--help'],
    ['drill', 'rto', '--help'],
    ['bench', '--help'],
    ['doctor', '--help'],
  ])('explains itself: %s %s %s', async (...args) => {
    const { exitCode, out } = await run(...args.filter((arg) => arg !== undefined));
    expect(exitCode).toBe(0);
    expect(out).toContain('Usage: tandem');
  });

  it('hides the processes that only `up` starts', async () => {
    const { out } = await run('--help');
    expect(out).not.toMatch(/^ {2}(carrier|bank|engine)/m);
    expect(out).toMatch(/^ {2}serve/m);
  });
});
