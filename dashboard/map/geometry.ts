export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A curve between two boxes: sideways when one is beside the other, else downwards. */
export function curve(from: Box, to: Box): string {
  const gap = to.left - (from.left + from.width);
  return gap > 0 ? sideways(from, to) : downwards(from, to);
}

function sideways(from: Box, to: Box): string {
  const x1 = from.left + from.width;
  const x2 = to.left;
  const y1 = aimed(from.top, from.height, to.top + to.height / 2);
  const y2 = aimed(to.top, to.height, from.top + from.height / 2);
  const bend = (x2 - x1) / 2;
  return `M${px(x1)} ${px(y1)}C${px(x1 + bend)} ${px(y1)} ${px(x2 - bend)} ${px(y2)} ${px(x2)} ${px(y2)}`;
}

function downwards(from: Box, to: Box): string {
  const y1 = from.top + from.height;
  const y2 = to.top;
  const x1 = aimed(from.left, from.width, to.left + to.width / 2);
  const x2 = aimed(to.left, to.width, from.left + from.width / 2);
  const bend = (y2 - y1) / 2;
  return `M${px(x1)} ${px(y1)}C${px(x1)} ${px(y1 + bend)} ${px(x2)} ${px(y2 - bend)} ${px(x2)} ${px(y2)}`;
}

/** Where a line leaves an edge: in its middle third, towards where it goes, so that lines do not coincide. */
function aimed(start: number, length: number, target: number): number {
  const middle = start + length / 2;
  const reach = length / 5;
  return middle + Math.max(-reach, Math.min(reach, (target - middle) / 4));
}

const px = (value: number): string => String(Math.round(value * 10) / 10);
