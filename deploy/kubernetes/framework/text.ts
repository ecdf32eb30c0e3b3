import { stringify } from 'yaml';

/**
 * Objects as the YAML that a cluster takes. Version 1.1, as its parser reads `on` and `012` in that old
 * way: they come out quoted. No anchors, no folded lines, fields in the order in which they were written.
 */
export const yamlOf = (objects: readonly object[]): string =>
  objects.map((object) => `---\n${one(object)}`).join('');

const one = (object: object): string =>
  stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });

/** What `kubectl kustomize` and ArgoCD read first: the files of the directory that are applied. */
export const kustomization = (resources: readonly string[]): string =>
  one({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
