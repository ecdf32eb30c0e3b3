/**
 * What only an account or a release knows: it is filled in when a release is made (`tandem synth --release
 * FILE`) and never invented. Left out, the manifests carry samples that no cluster can pull or reach.
 */
export interface Release {
  /** The AWS account of the system, 12 digits. */
  readonly accountId: string;
  /** Tag of our image in the registry; tags there are immutable. */
  readonly imageTag: string;
  /** `sha256:` and 64 hex digits, as the registry has it; absent until the image is built. */
  readonly imageDigest?: string;
  /** By region: the addresses of the data services, as Terraform's stacks `data` and `redis` export them. */
  readonly endpoints: Readonly<Record<string, RegionEndpoints>>;
}

export interface RegionEndpoints {
  /** Host of the documents behind PrivateLink, for `mongodb+srv://`. */
  readonly documents: string;
  /** `host:port` of the cache behind the peering. */
  readonly cache: string;
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
