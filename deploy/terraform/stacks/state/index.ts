import type { Region } from '@tandem/topology';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { DAY_MS } from '../../framework/units.ts';
import { privateBucket } from '../../parts/bucket.ts';
import { type KeyArns, multiRegionKey } from '../../parts/key.ts';
import { type End, replicate } from '../../parts/replication.ts';

/** A state that was overwritten by mistake can be had back so long. */
const HISTORY_MS = 90 * DAY_MS;

export const state: StackSpec = {
  name: 'state',
  scope: 'system',
  purpose:
    'The buckets that hold the state of every other stack, one a region, each copied to the other: ' +
    'a region can be changed when the other is lost. Applied first, once; its own state is local.',
  rows: ['A5'],
  state: 'local',
  build(context) {
    const keys = multiRegionKey(
      context,
      context.for('A5'),
      'state',
      'State of Terraform, in every region.',
    );
    const ends = context.topology.regions.map((region) => stateBucket(context, region, keys));
    for (const from of ends) {
      for (const to of ends) {
        if (from === to) continue;
        replicate(context, context.for('A5'), `state-${from.region}`, from, to);
        const rule = `aws_s3_bucket_replication_configuration.state_${variableName(from.region)}_replication_rule.rule[0]`;
        context.expect(
          `${rule}.status == "Enabled"`,
          `the state of ${from.region} is copied to ${to.region}`,
        );
      }
    }
  },
};

function stateBucket(context: StackContext, region: Region, keys: KeyArns): End {
  const provider = context.providerIn(region.name);
  const keyArn = keys.get(region.name) ?? '';
  const bucket = privateBucket(context, context.for('A5'), {
    id: `state-${region.name}`,
    bucket: context.stateBucket(region),
    keyArn,
    provider,
    replacedAfterMs: HISTORY_MS,
  });
  return { bucket, keyArn, region: region.name, provider };
}
