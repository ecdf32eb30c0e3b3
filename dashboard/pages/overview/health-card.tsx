import type { LiveState, Monitor } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Card } from '../../design/card/card.tsx';
import { toneOfHealth } from '../../design/tone.ts';
import style from './overview.module.css';
import { stretchesOf } from './strip.ts';

const WINDOW_MS = 15 * 60_000;
const KINDS = [
  { kind: 'edge', title: 'Checks of the edge' },
  { kind: 'region', title: 'What each region says' },
  { kind: 'probe', title: 'Parts of the regions' },
] as const;

/** Every monitor, with the last quarter of an hour. */
export function HealthCard({ state: { monitors, at } }: { readonly state: LiveState }) {
  const groups = KINDS.map(({ kind, title }) => ({
    title,
    monitors: monitors.filter((each) => each.kind === kind),
  })).filter((group) => group.monitors.length > 0);
  return (
    <Card title="Health" note="last 15 minutes">
      {groups.length === 0 && <p className="soft">No monitor has reported yet.</p>}
      {groups.map((group) => (
        <div key={group.title} className={style.checks}>
          <h3 className={style.group}>{group.title}</h3>
          <ul className={style.monitors}>
            {group.monitors.map((monitor) => (
              <MonitorRow key={monitor.id} monitor={monitor} now={at} />
            ))}
          </ul>
        </div>
      ))}
    </Card>
  );
}

function MonitorRow({ monitor, now }: { readonly monitor: Monitor; readonly now: number }) {
  const { name, region, health, detail, history } = monitor;
  return (
    <li className={style.monitor}>
      <span>
        {name} {name !== region && <span className={style.where}>{region}</span>}
      </span>
      <span>
        <Badge tone={toneOfHealth(health)} dot>
          {health}
        </Badge>
      </span>
      <svg className={style.strip} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {stretchesOf(history, now, WINDOW_MS).map(({ from, to, health: was }) => (
          <rect key={from} x={from} width={to - from} height={1} className={style[was]} />
        ))}
      </svg>
      {health === 'down' && detail !== undefined && <span className={style.detail}>{detail}</span>}
    </li>
  );
}
