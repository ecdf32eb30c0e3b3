import type { RowId } from '@tandem/topology';
import {
  TerraformDataSource,
  type TerraformElement,
  TerraformResource,
  TerraformStack,
} from 'cdktn';
import { Construct, type Node } from 'constructs';

/** Everything made in it carries these rows; it leaves no trace in the names. */
export class RowScope extends Construct {
  readonly rows: readonly RowId[];

  constructor(stack: TerraformStack, rows: readonly RowId[]) {
    super(stack, `rows ${rows.join(' ')}`);
    this.rows = rows;
  }

  static rowsOf(construct: Construct): readonly RowId[] {
    const scopes = construct.node.scopes.filter((scope) => scope instanceof RowScope);
    return scopes.at(-1)?.rows ?? [];
  }
}

/** Names elements after the id they were given: `private-us-east-1a` is `private_us_east_1a`. */
export class NamedStack extends TerraformStack {
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const scopes = 'node' in element ? element.node.scopes : element.scopes;
    return scopes
      .slice(scopes.indexOf(this) + 1)
      .filter((scope) => !(scope instanceof RowScope))
      .map((scope) => scope.node.id)
      .join('_')
      .replaceAll(/[^a-zA-Z0-9]+/g, '_')
      .toLowerCase();
  }

  /** Addresses that two resources share; Terraform would see one of them only. */
  sharedAddresses(): string[] {
    const addresses = this.node
      .findAll()
      .filter(
        (construct) =>
          construct instanceof TerraformResource || construct instanceof TerraformDataSource,
      )
      .map(addressOf);
    return addresses.filter((address, at) => addresses.indexOf(address) !== at);
  }
}

/** `aws_vpc.main`, `data.aws_partition.here`. */
export const addressOf = (element: TerraformResource | TerraformDataSource): string => {
  const prefix = element instanceof TerraformDataSource ? 'data.' : '';
  return `${prefix}${element.terraformResourceType}.${element.friendlyUniqueId}`;
};
