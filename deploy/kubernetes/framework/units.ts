/** Kubernetes counts in whole seconds. Throws for a time that has a fraction of one. */
export function seconds(ms: number): number {
  if (ms % 1_000 !== 0) throw new RangeError(`${ms} ms are not whole seconds`);
  return ms / 1_000;
}

export const mebibytes = (count: number): string => `${count}Mi`;
export const gibibytes = (count: number): string => `${count}Gi`;
export const millicores = (count: number): string => `${count}m`;

/** `1h30m` as Karpenter and Strimzi write a time; whole seconds. */
export function duration(ms: number): string {
  const all = seconds(ms);
  const parts = [
    [Math.floor(all / 3_600), 'h'],
    [Math.floor((all % 3_600) / 60), 'm'],
    [all % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('') || '0s';
}
