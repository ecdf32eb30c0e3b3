import type { RowId } from '@tandem/topology';
import type { RegionContext } from './context.ts';

/** What every object of Kubernetes has; the typed ones of `kubernetes-models` are assignable to it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string };
    readonly annotations?: { readonly [key: string]: string };
  };
}

/** An object and the rows of the system that it implements. Made by `rowed`. */
export interface Manifest {
  readonly rows: readonly RowId[];
  readonly object: KubernetesObject;
}

/**
 * One object with its rows. The type argument is the interface of its kind, so that the compiler refuses
 * unknown fields where the object is written: `rowed<IService>(['W1-sim'], { … })`.
 */
export const rowed = <T extends KubernetesObject>(
  rows: readonly RowId[],
  object: T & KubernetesObject,
): Manifest => ({ rows, object });

/** A file of objects, `<name>.yaml`, or of a text that no cluster applies, such as the rules promtool reads. */
export type FileSpec =
  | { readonly name: string; readonly objects: readonly Manifest[] }
  | { readonly name: string; readonly text: string };

/** A directory of every region, which ArgoCD applies as one application. */
export interface GroupSpec {
  readonly name: string;
  /** One sentence. */
  readonly purpose: string;
  /** What is of a lower wave is healthy before this group is applied (Argo CD, "Sync phases and waves"). */
  readonly wave: number;
  /** Where its objects are that name no namespace of their own. */
  readonly namespace: string;
  build(context: RegionContext): readonly FileSpec[];
}

/** What other groups may know of a group. */
export type GroupFacts = Pick<GroupSpec, 'name' | 'purpose' | 'wave' | 'namespace'>;

/** A mistake in a group: says where. */
export class GroupError extends Error {
  override readonly name = 'GroupError';

  constructor(group: string, message: string) {
    super(`group ${group}: ${message}`);
  }
}
