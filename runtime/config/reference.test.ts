import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationTable } from './reference.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'configuration.md');

describe('docs/reference/configuration.md', () => {
  it('lists every option of `tandem serve` as the code has it', async () => {
    const page = [
      '# Configuration of `tandem serve`',
      '',
      'Generated from `runtime/config/options.ts` by `npx vitest run runtime/config -u`. A flag wins over its',
      'variable; `<variable>_<REGION>` (such as `_US_WEST_2`) wins over the plain one, so that both regions can',
      'run on one machine; a secret may be in the file that `<variable>_FILE` names. `tandem doctor` names',
      'variables that begin with `TANDEM_` and mean nothing.',
      '',
      configurationTable(),
      '',
      'With `TANDEM_SECRETS=env` the secret `customers/acme` is `TANDEM_SECRET_CUSTOMERS_ACME`, or the file that',
      '`TANDEM_SECRET_CUSTOMERS_ACME_FILE` names. `TANDEM_STACK=1` makes a failing command print its stack.',
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot(PAGE);
  });
});
