import { localSecrets, runCarrier, SMSC_SYSTEM_ID } from '@tandem/local';
import type { Profile } from '@tandem/topology';

interface CarrierCommandOptions {
  readonly data: string;
  readonly profile: Profile;
  readonly smscPort: number;
  readonly mnoPort: number;
  readonly controlPort: number;
  readonly appletPort: number;
  readonly seed?: number;
  readonly pace?: number;
  readonly history?: string;
}

/** The process that stands where the mobile network operator stands. */
export async function carrier(options: CarrierCommandOptions): Promise<void> {
  const secret = localSecrets(options.data);
  await runCarrier({
    profile: options.profile,
    smscPort: options.smscPort,
    mnoPort: options.mnoPort,
    controlPort: options.controlPort,
    appletTarget: { host: '127.0.0.1', port: options.appletPort },
    appletMasterKey: secret('applet-master-key'),
    systems: [{ systemId: SMSC_SYSTEM_ID, password: secret(`smsc/${SMSC_SYSTEM_ID}`) }],
    operatorToken: secret('operator-token'),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.pace === undefined ? {} : { pace: options.pace }),
    ...(options.history === undefined ? {} : { history: options.history }),
  });
}
