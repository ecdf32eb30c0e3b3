import type { Health, LiveState } from '../api/types.ts';
import { Badge } from '../design/badge/badge.tsx';
import { classes } from '../design/classes.ts';
import { perSecond } from '../design/numbers.ts';
import { toneOfHealth } from '../design/tone.ts';
import style from './map.module.css';
import { Fact } from './region-node.tsx';

const EDGES = {
  api: { name: 'Cloudflare', note: 'API, HTTPS' },
  applets: { name: 'Global Accelerator', note: 'applets, TCP 9506' },
} as const;

interface NodeProps<Id> {
  readonly id: Id;
  readonly state: LiveState;
}

/** One of the two edges: how it sees each region. */
export function EdgeNode({ id, state }: NodeProps<'api' | 'applets'>) {
  const { name, note } = EDGES[id];
  const total = state.regions.reduce(
    (sum, { traffic }) => sum + (id === 'api' ? traffic.requests : traffic.polls + traffic.answers),
    0,
  );
  return (
    <article className={style.node} data-node={id} aria-label={`${name}, ${note}`}>
      <header className={style.head}>
        <h3>{name}</h3>
        <span className={style.note}>{note}</span>
      </header>
      <div className={style.rate}>
        <b>{perSecond(total)}</b>
        <span>/s</span>
      </div>
      <ul className={style.seen}>
        {state.regions.map((region, index) => (
          <li key={region.name}>
            <span className={classes(style.key, style[`region-${index}`])} aria-hidden="true" />
            <span className={style.name}>{region.name}</span>
            <Sight health={healthOf(id, region.name, state)} />
          </li>
        ))}
      </ul>
    </article>
  );
}

function healthOf(id: 'api' | 'applets', region: string, { edge }: LiveState): Health {
  const seen = edge?.regions.find(({ name }) => name === region);
  return (id === 'api' ? seen?.health : seen?.appletHealth) ?? 'unknown';
}

function Sight({ health }: { readonly health: Health }) {
  const text = { up: 'up', down: 'down', unknown: 'not known here' }[health];
  return (
    <Badge tone={toneOfHealth(health)} dot={health !== 'unknown'}>
      {text}
    </Badge>
  );
}

/** What both regions share: the operator's SMSC, and the documents that decide. */
export function StoreNode({ id, state }: NodeProps<'carrier' | 'documents'>) {
  return id === 'carrier' ? <Carrier state={state} /> : <Documents state={state} />;
}

function Carrier({ state: { carrier, regions } }: { readonly state: LiveState }) {
  const bound = regions.reduce((sum, { binds }) => sum + binds.bound, 0);
  const of = regions.reduce((sum, { binds }) => sum + binds.of, 0);
  const sms = regions.reduce((sum, { traffic }) => sum + traffic.submits, 0);
  return (
    <article className={style.node} data-node="carrier" aria-label="Carrier">
      <header className={style.head}>
        <h3>Carrier</h3>
        <span className={style.note}>SMSC, SMPP 3.4</span>
      </header>
      <dl className={style.facts}>
        <Fact name="SMS/s" value={perSecond(sms)} />
        <Fact name="binds" value={`${bound}/${of}`} bad={bound < of} />
        {carrier && <Fact name="receipts due" value={String(carrier.receiptsWaiting)} />}
      </dl>
      {carrier && carrier.faults.length > 0 && (
        <p className={style.reasons}>fault: {carrier.faults.join(', ')}</p>
      )}
    </article>
  );
}

function Documents({ state: { lease, regions } }: { readonly state: LiveState }) {
  const answering = regions.filter(({ state }) => state !== 'silent');
  const worst = (store: 'documents' | 'cache' | 'events'): Health => {
    const all = answering.map(({ stores }) => stores[store]);
    if (all.includes('down')) return 'down';
    return all.includes('up') ? 'up' : 'unknown';
  };
  return (
    <article className={style.node} data-node="documents" aria-label="Data">
      <header className={style.head}>
        <h3>Data</h3>
        <span className={style.note}>documents decide</span>
      </header>
      <ul className={style.stores}>
        {(['documents', 'cache', 'events'] as const).map((store) => (
          <li key={store}>
            <Badge tone={toneOfHealth(worst(store))} dot>
              {store}
            </Badge>
          </li>
        ))}
      </ul>
      <p className={style.note}>{leaseText(lease)}</p>
    </article>
  );
}

function leaseText(lease: LiveState['lease']): string {
  if (!lease) return 'the lease cannot be read';
  const to = lease.handover ? `, handed to ${lease.handover.to}` : '';
  return `lease: ${lease.holder}, epoch ${lease.epoch}${to}`;
}
