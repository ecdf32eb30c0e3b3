import { type Block, overlap, parseBlock } from './cidr.ts';
import { ofType, type Resource, refersTo, type View } from './view.ts';

/** No two networks that one route table could see share an address. */
export function* networks(view: View): Iterable<string> {
  const vpcs = ofType(view, 'aws_vpc').flatMap(blockOf);
  yield* apart(vpcs);
  for (const vpc of vpcs) {
    const subnets = ofType(view, 'aws_subnet')
      .filter(({ stack, body }) => stack === vpc.of.stack && refersTo(body.vpc_id, vpc.of))
      .flatMap(blockOf);
    yield* apart(subnets);
    for (const { of, block } of subnets) {
      const inside = vpc.block.first <= block.first && block.last <= vpc.block.last;
      if (!inside) yield `${of.at}: ${block.text} lies outside its VPC, ${vpc.block.text}`;
    }
  }
}

interface Placed {
  readonly of: Resource;
  readonly block: Block;
}

function blockOf(of: Resource): Placed[] {
  const block = parseBlock(String(of.body.cidr_block));
  return block === undefined ? [] : [{ of, block }];
}

function* apart(placed: readonly Placed[]): Iterable<string> {
  for (const [index, { of, block }] of placed.entries()) {
    for (const earlier of placed.slice(0, index)) {
      if (!overlap(block, earlier.block)) continue;
      yield `${of.at}: ${block.text} overlaps ${earlier.block.text} of ${earlier.of.at}`;
    }
  }
}
