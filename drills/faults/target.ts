import type { RegionAction } from '@tandem/local';
import type { Topology } from '@tandem/topology';

/** Where a party takes orders to misbehave: POST, and DELETE of what was posted. */
export interface FaultControl {
  /** Resolves with what `heal` needs, once the fault is in force. */
  inject(fault: Readonly<Record<string, unknown>>, healAfterMs?: number): Promise<number>;
  /** A fault that has healed meanwhile is no error. */
  heal(id: number): Promise<void>;
}

export interface TargetProcess {
  readonly name: string;
  readonly role: string;
  readonly region?: string;
  readonly state: 'starting' | 'ready' | 'waiting' | 'stopped' | 'frozen';
}

/** All of a running system that a fault may touch. */
export interface Target {
  readonly topology: Topology;
  readonly edge: FaultControl;
  readonly carrier: FaultControl;
  readonly bank: FaultControl;
  readonly documents: FaultControl;
  /** The test servers of `npm run engines`. */
  readonly servers: FaultControl;
  /** Cache and events of a region. */
  engine(region: string): FaultControl;
  processes(): Promise<readonly TargetProcess[]>;
  /** Every process of a region. */
  act(region: string, action: RegionAction): Promise<void>;
  /** One process, by its name. */
  actOn(process: string, action: RegionAction): Promise<void>;
  /** Sets the wall clocks of a region's processes wrong by so much; 0: right. */
  skewClocks(region: string, offsetMs: number): Promise<void>;
  /** How often the lease has been written; grows with each renewal. */
  leaseVersion(): Promise<number>;
  /** Moves singleton work; resolves once `to` has it. */
  failback(to: string): Promise<void>;
  delay(ms: number): Promise<void>;
}
