import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface KannelPorts {
  readonly smsc: number;
  readonly http: number;
}

/** Where the tool is, or undefined when it is not on PATH. Debian puts it in /usr/sbin. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Kannel's groups; an empty line ends each, or the parser joins them. */
function configuration(groups: readonly Record<string, string | number>[]): string {
  const lines = groups.map((group) =>
    Object.entries(group)
      .map(([name, value]) => `${name} = ${value}`)
      .join('\n'),
  );
  return `${lines.join('\n\n')}\n`;
}

/** Kannel as an ESME: bearerbox binds to the SMSC, smsbox turns HTTP into messages and back. */
export class Kannel {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kannel-'));
  readonly #children: ChildProcess[] = [];
  #sendPort = 0;

  async start(bearerbox: string, smsbox: string, ports: KannelPorts): Promise<void> {
    const [adminPort, boxPort, sendPort] = [await freePort(), await freePort(), await freePort()];
    this.#sendPort = sendPort;
    const file = join(this.#folder, 'kannel.conf');
    writeFileSync(
      file,
      configuration([
        {
          group: 'core',
          'admin-port': adminPort,
          'admin-password': 'admin',
          'smsbox-port': boxPort,
          'log-level': 2,
          'dlr-storage': 'internal',
        },
        {
          group: 'smsc',
          smsc: 'smpp',
          'smsc-id': 'tandem',
          host: '127.0.0.1',
          port: ports.smsc,
          'smsc-username': 'kannel',
          'smsc-password': 'secret',
          'system-type': 'VMA',
          'transceiver-mode': 1,
          'enquire-link-interval': 1,
          'max-pending-submits': 10,
        },
        {
          group: 'smsbox',
          'bearerbox-host': '127.0.0.1',
          'sendsms-port': sendPort,
          'log-level': 2,
        },
        {
          group: 'sendsms-user',
          username: 'bank',
          password: 'bank',
          'max-messages': 5,
          concatenation: 'true',
        },
        {
          group: 'sms-service',
          keyword: 'default',
          'catch-all': 'yes',
          'max-messages': 0,
          'get-url': `"http://127.0.0.1:${ports.http}/mo?from=%p&text=%a"`,
        },
      ]),
    );
    this.#run(bearerbox, file);
    await this.#reachable(boxPort);
    this.#run(smsbox, file);
    await this.#reachable(sendPort);
  }

  /** Asks smsbox to send `text`; Kannel reports its delivery receipts to `dlrUrl`. */
  async send(to: string, text: string, dlrUrl: string): Promise<number> {
    const query = new URLSearchParams({
      username: 'bank',
      password: 'bank',
      from: '40455',
      to,
      text,
      'dlr-mask': '31',
      'dlr-url': dlrUrl,
    });
    const answer = await fetch(`http://127.0.0.1:${this.#sendPort}/cgi-bin/sendsms?${query}`);
    return answer.status;
  }

  /** SIGTERM, upon which bearerbox unbinds; then it is gone. */
  async stop(): Promise<void> {
    const running = this.#children.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    await Promise.all(
      running.map(async (child) => {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }),
    );
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(tool: string, file: string): void {
    this.#children.push(spawn(tool, [file], { cwd: this.#folder, stdio: 'ignore' }));
  }

  /** Kannel announces its ports to its log only, so ask until it answers or the test's time is over. */
  async #reachable(port: number): Promise<void> {
    while (!(await accepts(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.on('connect', () => {
      probe.end();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}
