import { rmSync } from 'node:fs';
import { answerCalls } from '../../worker/child.ts';
import { driveExchanges, listenApplets } from './exchanges.ts';
import { driveHttp, listenHttp } from './http.ts';
import { driveMessages, listenSmsc } from './messages.ts';
import { driveWrites, startEngine } from './writes.ts';

/** One of the two processes of the floor. Both know everything: what is measured decides who does what. */
export function runFloorRole(): void {
  const directories: string[] = [];
  process.once('exit', () => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  answerCalls({
    cpuSeconds,
    listenHttp,
    driveHttp,
    listenSmsc,
    driveMessages,
    listenApplets,
    driveExchanges,
    driveWrites,
    async startEngine() {
      const { socketPath, dataDir } = await startEngine();
      directories.push(dataDir);
      return socketPath;
    },
  });
}

/** User and system time of this process together. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
