import { localSecrets, runDocumentsEngine, runRegionEngine } from '@tandem/local';
import type { Profile } from '@tandem/topology';

interface EngineOptions {
  readonly data: string;
  readonly profile: Profile;
  readonly controlPort?: number;
}

/** The process that stands where Atlas stands: outside both regions. */
export async function documentsEngine(
  options: EngineOptions & { readonly history?: string },
): Promise<void> {
  const { history } = options;
  await runDocumentsEngine({ ...common(options), ...(history === undefined ? {} : { history }) });
}

/** The process that stands where one region's Redis and Kafka stand. */
export async function regionEngine(
  options: EngineOptions & { readonly region: string; readonly peer: readonly string[] },
): Promise<void> {
  const { region, peer } = options;
  await runRegionEngine({ ...common(options), region, peers: peer });
}

function common({ data, profile, controlPort }: EngineOptions) {
  return {
    dataDir: data,
    profile,
    ...(controlPort === undefined
      ? {}
      : { control: { port: controlPort, operatorToken: localSecrets(data)('operator-token') } }),
  };
}
