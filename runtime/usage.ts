import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process has used since it started, and what it holds now. */
export interface Usage {
  /** User and system time together. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** USER_HZ of Linux on x64 and arm64 (getconf CLK_TCK); pages are asked from ps elsewhere. */
const TICKS_PER_SECOND = 100;
const run = promisify(execFile);

/** Usage of any process by its id, also of a frozen one; undefined when it is gone. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    return process.platform === 'linux' ? await usageFromProc(pid) : await usageFromPs(pid);
  } catch {
    return undefined;
  }
}

async function usageFromProc(pid: number): Promise<Usage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1'),
    readFile(`/proc/${pid}/status`, 'latin1'),
  ]);
  // proc(5): the name (field 2) may hold anything, so fields are counted after its closing bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, rssBytes: kibibytes * 1_024 };
}

async function usageFromPs(pid: number): Promise<Usage> {
  const { stdout } = await run('ps', ['-o', 'time=,rss=', '-p', String(pid)]);
  const [time = '', rss = ''] = stdout.trim().split(/\s+/);
  return { cpuSeconds: parsePsTime(time), rssBytes: Number(rss) * 1_024 };
}

/** `[[days-]hours:]minutes:seconds[.fraction]` as ps prints it. */
export function parsePsTime(text: string): number {
  const [days, clock = ''] = text.includes('-') ? text.split('-') : ['0', text];
  return (
    clock.split(':').reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400
  );
}
