import { localCustomer, localSecrets, runBank } from '@tandem/local';

interface BankCommandOptions {
  readonly data: string;
  readonly port: number;
  readonly apiPort: number;
  readonly seed?: number;
}

/** The process that stands where a customer stands. */
export async function bank({ data, port, apiPort, seed }: BankCommandOptions): Promise<void> {
  await runBank({
    port,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    credentials: localCustomer(data),
    operatorToken: localSecrets(data)('operator-token'),
    ...(seed === undefined ? {} : { seed }),
  });
}
