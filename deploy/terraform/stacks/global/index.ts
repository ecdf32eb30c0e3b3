import type { StackSpec } from '../../framework/spec.ts';
import { multiRegionKey } from '../../parts/key.ts';
import { publisher } from './publisher.ts';
import { registry } from './registry.ts';
import { secrets } from './secrets.ts';

export const global: StackSpec = {
  name: 'global',
  scope: 'system',
  purpose:
    'What every region holds a copy of: images, secrets, and the keys they are encrypted under. An image ' +
    'may be pushed to any region, a secret is written in the standby: neither needs the active region.',
  rows: ['A3', 'A4'],
  state: 'remote',
  build(context) {
    const images = multiRegionKey(
      context,
      context.for('A3'),
      'images',
      'Container images, in every region.',
    );
    const values = multiRegionKey(
      context,
      context.for('A4'),
      'secrets',
      'Secrets, in every region.',
    );
    const repositories = registry(context, images);
    publisher(context, repositories);
    secrets(context, values);
    context.export({
      imagesKeyArns: Object.fromEntries(images),
      secretsKeyArns: Object.fromEntries(values),
      repositoryUrls: Object.fromEntries(
        repositories.map(({ name, region, repository }) => [
          `${name}-${region}`,
          repository.repositoryUrl,
        ]),
      ),
    });
  },
};
