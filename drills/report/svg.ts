/** Text that may stand in HTML or SVG, in an attribute too. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** As short as a tenth of a pixel needs. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** The plot area of a panel; all panels have the same left and right, so that their seconds line up. */
export const PANEL = { width: 860, left: 116, right: 16, top: 8 } as const;
export const PLOT_WIDTH = PANEL.width - PANEL.left - PANEL.right;

export type Scale = (value: number) => number;

/** Seconds to pixels. */
export function timeScale(seconds: number): Scale {
  return (second) => PANEL.left + (Math.min(Math.max(second, 0), seconds) / seconds) * PLOT_WIDTH;
}

/** A value to pixels from the top, in a plot that is `height` high. */
export function linear(max: number, height: number): Scale {
  return (value) => PANEL.top + height - (Math.min(value, max) / max) * height;
}

export function logarithmic(min: number, max: number, height: number): Scale {
  const span = Math.log10(max / min);
  return (value) => {
    const share = Math.log10(Math.min(Math.max(value, min), max) / min) / span;
    return PANEL.top + height - share * height;
  };
}

/** 1, 2 or 5 times a power of ten, at least `value`. */
function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= value) ?? 10 * power;
}

/** Round steps from 0 to the first that is at least `max`, about `wanted` of them. */
export function ticks(max: number, wanted: number): number[] {
  const step = niceStep(Math.max(max, Number.MIN_VALUE) / wanted);
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

export function text(
  x: number,
  y: number,
  content: string,
  attributes: { readonly anchor?: 'start' | 'middle' | 'end'; readonly class?: string } = {},
): string {
  const anchor = attributes.anchor ? ` text-anchor="${attributes.anchor}"` : '';
  const name = attributes.class ? ` class="${attributes.class}"` : '';
  return `<text x="${px(x)}" y="${px(y)}"${anchor}${name}>${escaped(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, name: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${name}"/>`;
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  name: string,
  title?: string,
): string {
  const shape = `<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(width, 0.5))}" height="${px(Math.max(height, 0))}" class="${name}"`;
  return title === undefined ? `${shape}/>` : `${shape}><title>${escaped(title)}</title></rect>`;
}

/** A line through the points; `undefined` lifts the pen. */
export function path(
  points: readonly ({ readonly x: number; readonly y: number } | undefined)[],
  name: string,
): string {
  let pen = 'M';
  let d = '';
  for (const point of points) {
    if (point) d += `${pen}${px(point.x)} ${px(point.y)}`;
    pen = point ? 'L' : 'M';
  }
  return d === '' ? '' : `<path d="${d}" class="${name}"/>`;
}

export function svg(height: number, label: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${PANEL.width} ${px(height)}" role="img" aria-label="${escaped(label)}">${parts.join('')}</svg>`;
}
