import style from './map.module.css';

const WIDTH = 120;
const HEIGHT = 28;
const SHOWN = 60;

/** The last minute as a line, for the shape of it; the number beside it says how much. */
export function Spark({ values }: { readonly values: readonly number[] }) {
  const shown = values.slice(-SHOWN);
  const max = Math.max(...shown, 1);
  const step = WIDTH / (SHOWN - 1);
  const start = WIDTH - (shown.length - 1) * step;
  const points = shown.map((value, index) => {
    const x = start + index * step;
    const y = HEIGHT - 2 - (value / max) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      className={style.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {points.length > 1 && <polyline points={points.join(' ')} />}
    </svg>
  );
}
