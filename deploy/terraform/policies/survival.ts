import { activeRegion } from '@tandem/topology';
import { objectAt } from '../framework/tidy.ts';
import { blocksOf, companionOf, ofType, type View } from './view.ts';

/** The loss of the active region takes nothing along that the standby needs, nor the means to act. */
export function* survival(view: View): Iterable<string> {
  yield* stateElsewhere(view);
  yield* copies(view);
  yield* history(view);
}

/** What spans regions is planned and applied without the active region: its state and its first provider. */
function* stateElsewhere({ topology, manifest, stacks }: View): Iterable<string> {
  const active = activeRegion(topology).name;
  for (const { name, scope, state, region } of manifest.stacks) {
    const json = stacks.get(name);
    if (scope === 'system' && region === active)
      yield `${name}: is applied through ${active} alone`;
    const backend = objectAt(objectAt(objectAt(json, 'terraform'), 'backend'), 's3');
    if (state === 'local') continue;
    if (backend.region !== region)
      yield `${name}: its state is not in ${region}, where it is applied`;
    if (backend.use_lockfile !== true) yield `${name}: two can apply at once (use_lockfile)`;
    if (backend.encrypt !== true) yield `${name}: its state is not encrypted`;
  }
}

/** Buckets, secrets, images and keys are in every region. */
function* copies(view: View): Iterable<string> {
  const { topology } = view;
  for (const bucket of ofType(view, 'aws_s3_bucket')) {
    const type = 'aws_s3_bucket_replication_configuration';
    if (companionOf(view, type, 'bucket', bucket) === undefined) {
      yield `${bucket.at}: is not copied to another region (${type})`;
    }
  }
  const others = topology.regions.length - 1;
  for (const { at, body } of ofType(view, 'aws_secretsmanager_secret')) {
    if (blocksOf(body, 'replica').length < others) yield `${at}: has no replica in every region`;
  }
  for (const { at, body } of ofType(view, 'aws_kms_key')) {
    const used = ofType(view, 'aws_kms_replica_key').some(({ body: replica }) =>
      String(replica.primary_key_arn).includes(at.split(': ')[1] ?? at),
    );
    if (body.multi_region === true && !used) yield `${at}: is multi-region without a replica`;
  }
}

function* history(view: View): Iterable<string> {
  for (const bucket of ofType(view, 'aws_s3_bucket')) {
    const versioning = companionOf(view, 'aws_s3_bucket_versioning', 'bucket', bucket);
    const [configuration = {}] = blocksOf(versioning?.body ?? {}, 'versioning_configuration');
    if (configuration.status !== 'Enabled') yield `${bucket.at}: keeps no versions`;
  }
}
