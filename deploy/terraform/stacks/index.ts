import type { StackSpec } from '../framework/spec.ts';
import { accelerator } from './accelerator/index.ts';
import { alarms } from './alarms/index.ts';
import { atlas } from './atlas/index.ts';
import { atlasAccess } from './atlas-access/index.ts';
import { certificates } from './certificates/index.ts';
import { cloudflare } from './cloudflare/index.ts';
import { cluster } from './cluster/index.ts';
import { data } from './data/index.ts';
import { domain } from './domain/index.ts';
import { edge } from './edge/index.ts';
import { global } from './global/index.ts';
import { interconnect } from './interconnect/index.ts';
import { network } from './network/index.ts';
import { redis } from './redis/index.ts';
import { state } from './state/index.ts';
import { storage } from './storage/index.ts';

/** Every stack of the system; the order of their application follows from what they take. */
export const STACKS: readonly StackSpec[] = [
  state,
  global,
  storage,
  network,
  interconnect,
  cluster,
  certificates,
  domain,
  edge,
  alarms,
  accelerator,
  cloudflare,
  atlas,
  redis,
  data,
  atlasAccess,
];
