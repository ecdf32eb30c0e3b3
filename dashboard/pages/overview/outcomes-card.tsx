import type { LiveState } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Card } from '../../design/card/card.tsx';
import { count, percent } from '../../design/numbers.ts';
import { toneOfOutcome } from '../../design/tone.ts';
import style from './overview.module.css';

/** What the last minute's authentications came to. */
export function OutcomesCard({ state: { outcomes } }: { readonly state: LiveState }) {
  const rows = Object.entries(outcomes.counts)
    .filter(([, number]) => number > 0)
    .sort(([, a], [, b]) => b - a);
  let before = 0;
  return (
    <Card title="Outcomes" note={`${count(outcomes.total)} in the last minute`}>
      {rows.length === 0 && <p className="soft">Nothing was decided in the last minute.</p>}
      {rows.length > 0 && (
        <div className={style.bar} aria-hidden="true">
          <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
            {rows.map(([type, number]) => {
              const x = before;
              const width = number / Math.max(outcomes.total, 1);
              before += width;
              return (
                <rect
                  key={type}
                  x={x}
                  width={width}
                  height={1}
                  className={style[toneOfOutcome(type)]}
                />
              );
            })}
          </svg>
        </div>
      )}
      <ul className={style.outcomes}>
        {rows.map(([type, number]) => (
          <li key={type}>
            <Badge tone={toneOfOutcome(type)}>{type}</Badge>
            <span>
              {count(number)} <span className="soft">{percent(number / outcomes.total)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
