import {
  asObject,
  type JsonObject,
  listAt,
  named,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';
import type { Policy } from './policy.ts';

/** A version of a chart, and no range of them. */
const EXACT = /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/;

export const charts: Policy = {
  name: 'charts',
  says: 'a chart is of one exact version, and manifests of ours come from the branch of their region',
  findings: ({ topology, objects }) =>
    ofKind(objects, 'Application', 'ApplicationSet').flatMap((one) => {
      const spec =
        one.kind === 'Application'
          ? objectAt(one.object, 'spec')
          : objectAt(one.object, 'spec', 'template', 'spec');
      const sources = [...listAt(spec, 'sources'), spec.source].map(asObject);
      return sources
        .filter((source) => Object.keys(source).length > 0)
        .flatMap((source) => wrong(source, topology.delivery.branchPrefix))
        .map((text) => `${named(one)}: ${text}`);
    }),
};

function wrong(source: JsonObject, branchPrefix: string): string[] {
  const revision = textAt(source, 'targetRevision');
  const chart = textAt(source, 'chart');
  if (chart !== '') {
    return EXACT.test(revision) ? [] : [`the chart ${chart} is of "${revision}", no exact version`];
  }
  const known = revision.startsWith(branchPrefix) || /^[0-9a-f]{40}$/.test(revision);
  return known || EXACT.test(revision)
    ? []
    : [`${textAt(source, 'repoURL')} is read from "${revision}", which is no branch of a region`];
}
