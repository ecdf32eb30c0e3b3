/** A command line of `tandem` that a page shows. */
export interface DocumentedCommand {
  /** Of the page, from 1. */
  readonly line: number;
  /** What follows `tandem`. */
  readonly args: readonly string[];
  /** Of a code block: meant to be typed as it stands. Otherwise a mention in a sentence. */
  readonly typed: boolean;
}

const PROMPT = /^\s*(?:\$ )?(?:npx )?(tandem\s.*)$/;
const MENTION = /`(?:npx )?tandem\s([^`]+)`/g;
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|'[^']*'|&&|[|;>]|#.*|[^\s|;>]+)/gy;
const ENDS = new Set(['|', '&&', ';', '>']);

/** Every command line of a page in Markdown: of its code blocks, then of its sentences. */
export function documentedCommands(markdown: string): DocumentedCommand[] {
  const { code, prose } = parts(markdown);
  return [...typedIn(code), ...mentionedIn(prose)];
}

/** The page twice, line by line: only its code blocks, and only what is between them. */
function parts(markdown: string): { readonly code: string[]; readonly prose: string[] } {
  const code: string[] = [];
  const prose: string[] = [];
  let fenced = false;
  for (const line of markdown.split('\n')) {
    const isFence = line.trimStart().startsWith('```');
    if (isFence) fenced = !fenced;
    const isCode = !isFence && (fenced || /^( {4}|\t)/.test(line));
    code.push(isCode ? line : '');
    prose.push(isCode || isFence ? '' : line);
  }
  return { code, prose };
}

function typedIn(code: readonly string[]): DocumentedCommand[] {
  return code.flatMap((text, index) => {
    const continues = code[index - 1]?.endsWith('\\') === true;
    const whole = text.endsWith('\\') ? `${text.slice(0, -1)} ${code[index + 1] ?? ''}` : text;
    const shown = continues ? undefined : PROMPT.exec(whole)?.[1];
    if (shown === undefined) return [];
    return [{ line: index + 1, args: tokens(shown).slice(1), typed: true }];
  });
}

/** The words of a shell line up to its end, a pipe, a redirection or a comment. */
function tokens(text: string): string[] {
  const words: string[] = [];
  for (const [, token = ''] of text.matchAll(TOKEN)) {
    if (ENDS.has(token) || token.startsWith('#')) break;
    words.push(token.replaceAll(/^["']|["']$/g, ''));
  }
  return words;
}

/** `region drain\|undrain R` and `failover [--to R]` mention several commands, or parts of one. */
function mentionedIn(prose: readonly string[]): DocumentedCommand[] {
  const text = prose.join('\n');
  return [...text.matchAll(MENTION)].flatMap((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    const words = (match[1] ?? '').replaceAll(/[[\]\\…]/g, ' ').split(/\s+/);
    return alternatives(words.filter((word) => word !== '' && word !== '|')).map((args) => ({
      line,
      args,
      typed: false,
    }));
  });
}

function alternatives(words: readonly string[]): string[][] {
  let lines: string[][] = [[]];
  for (const word of words) {
    lines = lines.flatMap((line) => word.split('|').map((each) => [...line, each]));
  }
  return lines;
}
