import { AppletKeyring } from '@tandem/applet';
import type { Secrets } from '@tandem/stores';
import { secretBytes } from './secret-bytes.ts';

/** AES-128: the master key from which every applet's key is derived. */
const MASTER_KEY = 'applet-master-key';
const MASTER_KEY_BYTES = 16;

const keyrings = new WeakMap<Secrets, Promise<AppletKeyring>>();

/** The keys of all applets; workloads of one process share them. Rejects when the master key is unusable. */
export function appletKeysOf(secrets: Secrets): Promise<AppletKeyring> {
  const known = keyrings.get(secrets);
  if (known) return known;
  const made = secretBytes(secrets, MASTER_KEY, MASTER_KEY_BYTES).then(
    (master) => new AppletKeyring({ master }),
  );
  keyrings.set(secrets, made);
  made.catch(() => keyrings.delete(secrets));
  return made;
}
