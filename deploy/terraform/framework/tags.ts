import type { Region } from '@tandem/topology';
import { type IAspect, TerraformResource } from 'cdktn';
import type { IConstruct } from 'constructs';
import type { StackContext } from './context.ts';
import { StackError } from './spec.ts';
import { addressOf, RowScope } from './stack.ts';

/** Resources whose service calls its tags something else, or has none of the AWS kind. */
type Taggable = TerraformResource & { tags?: Record<string, string>; tagsInput?: unknown };

const isTaggable = (resource: TerraformResource): resource is Taggable =>
  resource.terraformResourceType.startsWith('aws_') && 'tagsInput' in resource;

/**
 * Writes the rows on every resource: as the tag `Rows` where AWS keeps tags, and beside its arguments for
 * a reader of the generated file. A resource outside of every row is an error of the stack.
 */
export class RowTags implements IAspect {
  readonly #context: StackContext;

  constructor(context: StackContext) {
    this.#context = context;
  }

  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node)) return;
    const rows = RowScope.rowsOf(node);
    if (rows.length === 0)
      throw new StackError(this.#context.name, `${addressOf(node)} is of no row`);
    node.addOverride('//.rows', [...rows]);
    if (!isTaggable(node)) return;
    const given = typeof node.tagsInput === 'object' ? node.tagsInput : {};
    const region = this.#regionOf(node);
    const name = this.#context.named(node.friendlyUniqueId.replaceAll('_', '-'), region);
    node.tags = { Name: name, ...given, Rows: rows.join(' ') };
  }

  #regionOf({ provider }: TerraformResource): Region {
    const { topology, region } = this.#context;
    return topology.regions.find(({ name }) => name === provider?.alias) ?? region;
  }
}
