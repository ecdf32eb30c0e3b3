import { useNow } from './clock.ts';
import { relative, utc } from './words.ts';

interface TimeProps {
  /** Unix milliseconds. */
  readonly at: number;
  /** How much of it: both, unless there is little room. */
  readonly show?: 'both' | 'absolute' | 'relative';
}

export function Time({ at, show = 'both' }: TimeProps) {
  const now = useNow();
  const absolute = utc(at, now);
  const ago = relative(at, now);
  const text = { both: `${absolute}, ${ago}`, absolute, relative: ago }[show];
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={`${iso}, ${ago}`}>
      {text}
    </time>
  );
}
