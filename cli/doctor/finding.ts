/** What one check found; `fix` is what to do about it. */
export interface Finding {
  readonly check: string;
  /** `absent`: an optional tool that was not found. Only a `problem` stands in the way of `tandem up`. */
  readonly verdict: 'ok' | 'warning' | 'problem' | 'absent';
  readonly detail: string;
  readonly fix?: string;
}
