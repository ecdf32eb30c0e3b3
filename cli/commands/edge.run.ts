import { localSecrets, runEdge } from '@tandem/local';
import { type Profile, portsFor, topologyFor } from '@tandem/topology';

interface EdgeCommandOptions {
  readonly data: string;
  readonly profile: Profile;
  readonly portBase: number;
  readonly split?: boolean;
  readonly history?: string;
  readonly seed?: number;
}

const HOST = '127.0.0.1';

/** The process that stands where Cloudflare and Global Accelerator stand. */
export async function edge(options: EdgeCommandOptions): Promise<void> {
  const { profile, history, seed, split = false } = options;
  const ports = portsFor(options.portBase);
  const at = (port: number) => ({ host: HOST, port });
  await runEdge({
    profile,
    apiPort: ports.edge.api,
    appletPort: ports.edge.applet,
    controlPort: ports.edgeControl,
    operatorToken: localSecrets(options.data)('operator-token'),
    origins: topologyFor(profile).regions.map(({ name }, index) => {
      const { api, dashboard, applet } = ports.region(index);
      const apart = split ? { dashboard: at(dashboard) } : {};
      return { region: name, api: at(api), ...apart, applet: at(applet) };
    }),
    ...(history === undefined ? {} : { history }),
    ...(seed === undefined ? {} : { seed }),
  });
}
