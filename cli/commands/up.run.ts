import { resolve } from 'node:path';
import { DRILLS } from '@tandem/drills';
import { describeServices, type Incident, startSystem } from '@tandem/local';
import type { Profile } from '@tandem/topology';
import { print } from '../output.ts';
import { DEFAULT_REPORT_DIR } from './drill.ts';

export interface UpCommandOptions {
  readonly profile: Profile;
  readonly data: string;
  readonly portBase?: number;
  readonly split?: boolean;
  readonly seconds?: number;
}

/** Runs until Ctrl-C, SIGTERM or `--seconds`, then drains. Exit 0 when it drained. */
export async function up(options: UpCommandOptions): Promise<number> {
  const asked = askedToStop(options.seconds);
  const system = await startSystem({
    profile: options.profile,
    dataDir: options.data,
    ...(options.portBase === undefined ? {} : { portBase: options.portBase }),
    split: options.split ?? false,
    drills: {
      reports: resolve(DEFAULT_REPORT_DIR),
      catalogue: DRILLS.map(({ name, sentence }) => ({ name, sentence })),
    },
    onIncident: (incident) => process.stderr.write(`${lineOf(incident)}\n`),
  });
  const { credentials, dataDir, topology } = system;
  print(`API          ${credentials.url}  (OpenAPI at ${credentials.url}/openapi.json)`);
  print(
    `dashboard    ${await system.signInUrl('operator')}  (signs in once; later: npx tandem sign-in)`,
  );
  print(`applets      ${credentials.applet.host}:${credentials.applet.port}`);
  for (const [index, { name, role }] of topology.regions.entries()) {
    const { api, applet } = system.ports.region(index);
    print(`${name.padEnd(11)}  ${role}; API 127.0.0.1:${api}, applets 127.0.0.1:${applet}`);
  }
  print(`SMSC         127.0.0.1:${system.ports.smsc}`);
  print(`credentials  ${dataDir}/credentials.json`);
  for (const { port, engine } of describeServices(system.services, dataDir)) {
    print(`${port.padEnd(11)}  ${engine}`);
  }
  print(`profile      ${options.profile}`);
  print(`ready in ${process.uptime().toFixed(1)} s; Ctrl-C drains and stops`);
  await asked;
  process.stderr.write('draining\n');
  await system.stop();
  return 0;
}

function lineOf({ at, text }: Incident): string {
  return `${new Date(at).toISOString()} ${text}`;
}

function askedToStop(seconds: number | undefined): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    // Its children keep this process alive; a timer must not once they have drained.
    if (seconds !== undefined) setTimeout(stop, seconds * 1_000).unref();
  });
}
