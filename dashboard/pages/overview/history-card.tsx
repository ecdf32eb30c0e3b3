import type { LiveState } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { Time } from '../../design/time/time.tsx';
import { regionTone } from '../../design/tone.ts';
import style from './overview.module.css';

/** Reachable by keyboard, as it scrolls. */
const REACHABLE = { tabIndex: 0 };

/** What happened to the regions, the newest first. */
export function HistoryCard({ state: { history, regions } }: { readonly state: LiveState }) {
  const toneOf = (name: string) => regionTone(regions.findIndex((region) => region.name === name));
  return (
    <Card title="What happened" note="newest first">
      {history.length === 0 && <p className="soft">Nothing yet.</p>}
      <ul className={style.events} aria-label="What happened" {...REACHABLE}>
        {history.toReversed().map(({ at, region, event, epoch, detail }) => (
          <li key={`${at} ${region} ${event}`} className={style[toneOf(region)]}>
            <span>
              <strong>{region}</strong> {event}
              {epoch !== undefined && `, epoch ${epoch}`}
              {detail !== undefined && <span className="soft"> {detail}</span>}
            </span>
            <span className={style.when}>
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
