import { Meter } from 'react-aria-components/Meter';
import style from './carrier.module.css';

interface WindowUseProps {
  readonly used: number;
  readonly of: number;
}

/** How many submit_sm are under way of those that the SMSC allows at once. */
export function WindowUse({ used, of }: WindowUseProps) {
  const share = of === 0 ? 0 : Math.min(used / of, 1);
  return (
    <Meter
      className={style.window ?? ''}
      aria-label="Window in use"
      value={share * 100}
      valueLabel={`${used} of ${of}`}
    >
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        <rect className={style.whole} width={1} height={1} />
        <rect className={style.used} width={share} height={1} />
      </svg>
      <span>
        {used}/{of}
      </span>
    </Meter>
  );
}
