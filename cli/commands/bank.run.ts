import { localCustomer, localSecrets, runBank } from '@tandem/local';
import { type Profile, topologyFor } from '@tandem/topology';

interface BankCommandOptions {
  readonly data: string;
  readonly profile: Profile;
  readonly port: number;
  readonly apiPort: number;
  readonly seed?: number;
  readonly history?: string;
}

/** The process that stands where a customer stands. */
export async function bank(options: BankCommandOptions): Promise<void> {
  const { data, profile, port, apiPort, seed, history } = options;
  await runBank({
    port,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    credentials: localCustomer(data),
    timeoutMs: topologyFor(profile).edge.api.patience.clientTimeoutMs,
    operatorToken: localSecrets(data)('operator-token'),
    ...(seed === undefined ? {} : { seed }),
    ...(history === undefined ? {} : { history }),
  });
}
