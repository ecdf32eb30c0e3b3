import { type Topology, TopologyError } from '@tandem/topology';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const text = (pattern: string) => Type.String({ pattern });

const EndpointsSchema = Type.Object(
  {
    /** Host of the documents behind PrivateLink, for `mongodb+srv://`. */
    documents: text('^[a-z0-9.-]{4,253}$'),
    /** `host:port` of the cache behind the peering. */
    cache: text('^[a-z0-9.-]{4,253}:[0-9]{4,5}$'),
  },
  { additionalProperties: false },
);

/**
 * What only an account or a release knows: it is filled in when a release is made (`tandem synth --release
 * FILE`) and never invented. Left out, the manifests carry samples that no cluster can pull or reach.
 */
export const ReleaseSchema = Type.Object(
  {
    /** The AWS account of the system. */
    accountId: text('^[0-9]{12}$'),
    /** Tag of our image in the registry; tags there are immutable. */
    imageTag: text('^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$'),
    /** As the registry has it; absent until the image is built. */
    imageDigest: Type.Optional(text('^sha256:[0-9a-f]{64}$')),
    /** By region: the data services, as Terraform's stacks `atlas-access` and `redis` export them. */
    endpoints: Type.Record(Type.String(), EndpointsSchema),
    /** Of Atlas, under which it lists its metrics; absent until there is a project. */
    atlasProjectId: Type.Optional(text('^[0-9a-f]{24}$')),
  },
  { additionalProperties: false },
);

export type Release = Static<typeof ReleaseSchema>;
export type RegionEndpoints = Static<typeof EndpointsSchema>;

/** A release as a file has it. Throws a TopologyError that names every field that is wrong. */
export function readRelease(json: string, file: string, { regions }: Topology): Release {
  const value = parsed(json, file);
  const problems = [...Value.Errors(ReleaseSchema, value)].map(({ instancePath, message }) => ({
    path: `${file}${instancePath}`,
    value: Value.Pointer.Get(value, instancePath),
    message,
  }));
  if (problems.length > 0) throw new TopologyError(problems);
  const release = Value.Decode(ReleaseSchema, value);
  const missing = regions.filter(({ name }) => release.endpoints[name] === undefined);
  if (missing.length === 0) return release;
  throw new TopologyError(
    missing.map(({ name }) => ({
      path: `${file}/endpoints/${name}`,
      value: undefined,
      message: 'is missing: every region needs its own',
    })),
  );
}

function parsed(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** The domain that never resolves (RFC 2606). */
const NOWHERE = 'sample.invalid';

/** For synth without a release: the account that AWS gives to nobody, and hosts that never resolve. */
export const sampleRelease = (regions: readonly { readonly name: string }[]): Release => ({
  accountId: '000000000000',
  imageTag: 'unreleased',
  endpoints: Object.fromEntries(
    regions.map(({ name }) => [
      name,
      { documents: `documents.${name}.${NOWHERE}`, cache: `cache.${name}.${NOWHERE}:10000` },
    ]),
  ),
});
