/**
 * The secrets port (AWS Secrets Manager, files mounted by the CSI driver, environment variables, or the
 * local file that `tandem up` makes). Names are paths such as `applet-master-key` or `customers/acme`.
 */
export interface Secrets {
  /** The current value. Rejects with StoreError `missing` (naming the secret, never a value) or `unavailable`. */
  get(name: string): Promise<string>;
  /**
   * When the present value of a secret that exists was written, Unix milliseconds; undefined where nothing
   * tells. Rejects as `get` does.
   */
  changedAt?(name: string): Promise<number | undefined>;
  close(): Promise<void>;
}
