import { renderFrames } from './frames.ts';
import { renderKeys } from './keys.ts';
import { renderFields, renderMessages, renderRefusals } from './messages.ts';
import { renderIdentifiers, renderSignatures } from './signatures.ts';

/** What the documentation may ask for between `<!-- generated: NAME -->` and `<!-- /generated -->`. */
const GENERATED = {
  keys: renderKeys,
  messages: renderMessages,
  frames: renderFrames,
  fields: renderFields,
  refusals: renderRefusals,
  signatures: renderSignatures,
  identifiers: renderIdentifiers,
} as const;

const BLOCK = /<!-- generated: (\S+) -->[\s\S]*?<!-- \/generated -->/g;

/** The page with every generated block written anew; throws for a block that nobody generates. */
export function regenerate(page: string): string {
  return page.replace(BLOCK, (_block, name: string) => {
    const render = Object.entries(GENERATED).find(([known]) => known === name)?.[1];
    if (!render) {
      throw new Error(`no block ${name}; there are ${Object.keys(GENERATED).join(', ')}`);
    }
    return `<!-- generated: ${name} -->\n${render()}\n<!-- /generated -->`;
  });
}
