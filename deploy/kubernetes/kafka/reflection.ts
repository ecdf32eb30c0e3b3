const REFLECTOR = 'reflector.v1.k8s.emberstack.com';

/** Annotations by which reflector copies a secret to one namespace and to no other. */
export const reflectedTo = (namespace: string): Record<string, string> => ({
  [`${REFLECTOR}/reflection-allowed`]: 'true',
  [`${REFLECTOR}/reflection-allowed-namespaces`]: namespace,
  [`${REFLECTOR}/reflection-auto-enabled`]: 'true',
  [`${REFLECTOR}/reflection-auto-namespaces`]: namespace,
});
