import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Finding } from './finding.ts';

/** Node, cores, memory, descriptors, and the tools that some tests use. */
export function checkMachine(): Finding[] {
  return [nodeVersion(), cores(), memory(), descriptors(), ...TEST_TOOLS.map(testTool)];
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    check: 'node',
    verdict: enough ? 'ok' : 'problem',
    detail: process.versions.node,
    ...(enough ? {} : { fix: 'install Node 20.19 or later' }),
  };
}

function cores(): Finding {
  const count = availableParallelism();
  return {
    check: 'cores',
    verdict: count >= 2 ? 'ok' : 'warning',
    detail: `${count}`,
    ...(count >= 2 ? {} : { fix: 'figures are stated for 2 cores' }),
  };
}

function memory(): Finding {
  const mib = Math.round(freemem() / 2 ** 20);
  const enough = mib >= 1_024;
  return {
    check: 'free memory',
    verdict: enough ? 'ok' : 'warning',
    detail: `${mib} MiB`,
    ...(enough ? {} : { fix: 'the local system takes about 1 GiB under load' }),
  };
}

function descriptors(): Finding {
  const limit = /^Max open files\s+(\d+)/m.exec(readIfThere('/proc/self/limits'))?.[1];
  if (limit === undefined)
    return { check: 'open files', verdict: 'absent', detail: 'limit unknown' };
  const enough = Number(limit) >= 4_096;
  return {
    check: 'open files',
    verdict: enough ? 'ok' : 'warning',
    detail: limit,
    ...(enough ? {} : { fix: 'raise it with "ulimit -n 65536" for many applet connections' }),
  };
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const TEST_TOOLS = [
  {
    command: 'bearerbox',
    used: 'an independent ESME in the SMPP tests',
    get: 'Debian package kannel',
  },
  {
    command: 'openssl',
    used: 'an independent CMAC in the vector tests',
    get: 'Debian package openssl',
  },
];

function testTool({ command, used, get }: (typeof TEST_TOOLS)[number]): Finding {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const found = directories.some((directory) => existsSync(join(directory, command)));
  return {
    check: `test tool ${command}`,
    verdict: found ? 'ok' : 'absent',
    detail: found ? used : `${used} is not run (${get})`,
  };
}
