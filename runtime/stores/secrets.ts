import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  awsSecrets,
  environmentSecrets,
  fileSecrets,
  mountedSecrets,
  type Secrets,
} from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import type { ServeConfig } from '../config/serve-config.ts';

type SecretsConfig = Pick<
  ServeConfig,
  'secrets' | 'secretsPath' | 'secretsPrefix' | 'dataDir' | 'region'
>;

/** The secrets from where the configuration says. */
export function openSecrets(config: SecretsConfig, { aws }: Topology): Secrets {
  const { secrets, secretsPrefix = aws.secretsManager.prefix, region } = config;
  if (secrets === 'env') return environmentSecrets(process.env);
  if (secrets === 'aws') return awsSecrets({ region, prefix: secretsPrefix });
  const path = config.secretsPath ?? join(config.dataDir, 'secrets.json');
  return isDirectory(path) ? mountedSecrets({ directory: path }) : fileSecrets({ path });
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
