import { type Region, regionalName, systemName, type Topology } from '@tandem/topology';
import type { RegionEndpoints, Release } from './release.ts';
import type { GroupFacts } from './spec.ts';

export type WorkerGroup = keyof Topology['workerGroups'];

/** Where pods go: these two fields of a pod's specification, and of most charts' values. */
export interface Placement {
  readonly nodeSelector: { readonly [key: string]: string };
  readonly tolerations: Toleration[];
}

export interface Toleration {
  readonly key: string;
  readonly operator: 'Equal';
  readonly value: string;
  readonly effect: 'NoSchedule' | 'NoExecute';
}

/** What a group is built with, once for every region. */
export class RegionContext {
  readonly topology: Topology;
  readonly region: Region;
  readonly release: Release;
  /** Every group of the region, in the order of their waves. */
  readonly groups: readonly GroupFacts[];

  constructor(topology: Topology, region: Region, release: Release, groups: readonly GroupFacts[]) {
    this.topology = topology;
    this.region = region;
    this.release = release;
    this.groups = groups;
  }

  /** `tandem-atnt-use1-<suffix>`, as Terraform names what is in the account. */
  named(suffix: string, region: Region = this.region): string {
    return regionalName(this.topology, region, suffix);
  }

  /** `tandem-atnt`. */
  get system(): string {
    return systemName(this.topology);
  }

  /** Buckets are unique in the world: with the account. */
  bucketNamed(bucket: string, region: Region = this.region): string {
    return `${this.named(bucket, region)}-${this.release.accountId}`;
  }

  /** The namespace of the workloads. */
  get namespace(): string {
    return this.topology.identity.podIdentity.namespace;
  }

  /** The regions other than this one. */
  get others(): readonly Region[] {
    return this.topology.regions.filter(({ name }) => name !== this.region.name);
  }

  /** Our image in the registry of this region, by digest once it is known. */
  image(repository: string): string {
    const { accountId, imageTag, imageDigest } = this.release;
    const registry = `${accountId}.dkr.ecr.${this.region.name}.amazonaws.com`;
    const digest = imageDigest === undefined ? '' : `@${imageDigest}`;
    return `${registry}/${repository}:${imageTag}${digest}`;
  }

  /** Addresses of the data services of this region. */
  get endpoints(): RegionEndpoints {
    const known = this.release.endpoints[this.region.name];
    if (known === undefined) throw new RangeError(`the release has no ${this.region.name}`);
    return known;
  }

  /** The selector of a worker group, and the toleration of its taint where it has one. */
  placement(group: WorkerGroup): Placement {
    const { nodeLabel, taintKey, taintEffect } = this.topology.autoscaling.placement;
    const { tainted } = this.topology.workerGroups[group];
    const toleration: Toleration = {
      key: taintKey,
      operator: 'Equal',
      value: group,
      effect: taintEffect,
    };
    return { nodeSelector: { [nodeLabel]: group }, tolerations: tainted ? [toleration] : [] };
  }

  /** For a daemonset of every node: every taint of ours, and no selector. */
  everyNode(): { readonly tolerations: Toleration[] } {
    const groups = Object.keys(this.topology.workerGroups) as WorkerGroup[];
    return { tolerations: groups.flatMap((group) => this.placement(group).tolerations) };
  }
}
