import type { LiveRegion, LiveState, Sample } from '../api/types.ts';
import { Badge } from '../design/badge/badge.tsx';
import { classes } from '../design/classes.ts';
import { milliseconds, perSecond } from '../design/numbers.ts';
import type { Tone } from '../design/tone.ts';
import { regionNode, standingOf } from './flows.ts';
import style from './map.module.css';
import { Spark } from './spark.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  active: 'good',
  standby: 'neutral',
  drained: 'doubt',
  down: 'bad',
  silent: 'bad',
};

interface RegionNodeProps {
  readonly region: LiveRegion;
  readonly index: number;
  readonly lease: LiveState['lease'];
  readonly samples: readonly Sample[];
}

export function RegionNode({ region, index, lease, samples }: RegionNodeProps) {
  const { name, traffic, binds, queues, latencyMs, reasons } = region;
  const standing = standingOf(region, lease?.holder);
  const holds = lease?.holder === name;
  const gone = standing === 'silent';
  const depth = queues.reduce((sum, queue) => sum + queue.depth, 0);
  return (
    <article
      className={classes(style.node, style.region, style[`region-${index}`], gone && style.gone)}
      data-node={regionNode(name)}
      aria-label={`${name}, ${standing}`}
    >
      <header className={style.head}>
        <h3>{name}</h3>
        <Badge tone={TONES[standing] ?? 'neutral'} dot>
          {standing}
        </Badge>
        {holds && lease && <span className={style.epoch}>epoch {lease.epoch}</span>}
      </header>
      <div className={style.rate}>
        <b>{gone ? '–' : perSecond(traffic.requests)}</b>
        <span>requests/s</span>
        <Spark values={samples.map(({ regions }) => regions[name]?.requests ?? 0)} />
      </div>
      <dl className={style.facts}>
        <Fact name="applets/s" value={gone ? '–' : perSecond(traffic.polls + traffic.answers)} />
        <Fact name="decided/s" value={gone ? '–' : perSecond(traffic.decided)} />
        <Fact name="p99" value={gone ? '–' : milliseconds(latencyMs.api?.p99)} />
        <Fact name="binds" value={`${binds.bound}/${binds.of}`} bad={binds.bound < binds.of} />
        <Fact name="queued" value={String(depth)} />
      </dl>
      {reasons.length > 0 && <p className={style.reasons}>{reasons.join(', ')}</p>}
    </article>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly bad?: boolean;
}

export function Fact({ name, value, bad = false }: FactProps) {
  return (
    <div className={style.fact}>
      <dt>{name}</dt>
      <dd className={classes(bad && style.bad)}>{value}</dd>
    </div>
  );
}
