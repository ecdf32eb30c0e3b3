import { stringify } from 'yaml';

/** YAML as the tools read it: no anchors, no folded lines. */
export const yamlOf = (value: unknown): string =>
  stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });

/** Files by their path below the directory of synth, with `/`. */
export type Tree = ReadonlyMap<string, string>;
