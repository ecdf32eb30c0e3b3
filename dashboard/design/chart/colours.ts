import { type RefObject, useCallback, useMemo, useSyncExternalStore } from 'react';

export type Colours = Readonly<Record<string, string>>;

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Light becomes dark by the system or by hand. */
function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  dark.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', listener);
  };
}

/**
 * A canvas knows no custom properties: its colours are read from the legend's keys (`data-colour`) as they
 * are now. Absent before the legend is drawn.
 */
export function useColours(legend: RefObject<HTMLElement | null>): Colours | undefined {
  const read = useCallback(() => textOf(legend.current), [legend]);
  const text = useSyncExternalStore(subscribe, read);
  return useMemo(() => (text === '' ? undefined : (JSON.parse(text) as Colours)), [text]);
}

function textOf(legend: HTMLElement | null): string {
  if (!legend) return '';
  const keys = legend.querySelectorAll<HTMLElement>('[data-colour]');
  const colours = [...keys].map((key) => [key.dataset.colour, getComputedStyle(key).color]);
  return JSON.stringify(Object.fromEntries(colours));
}
