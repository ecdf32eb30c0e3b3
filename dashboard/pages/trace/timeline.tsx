import type { TraceDocument, TraceLineDocument } from '../../api/types.ts';
import { classes } from '../../design/classes.ts';
import { regionTone } from '../../design/tone.ts';
import { useLive } from '../../live/context.tsx';
import style from './trace.module.css';

const LANES: Readonly<Record<TraceLineDocument['lane'], string>> = {
  customer: 'Customer',
  tandem: 'Tandem',
  smsc: 'SMSC',
  handset: 'Handset',
};

/** Every step in the order of time, in the colour of its region. */
export function Timeline({ trace }: { readonly trace: TraceDocument }) {
  const { state } = useLive();
  const names = state?.regions.map(({ name }) => name) ?? [];
  const end = trace.lines.at(-1)?.at ?? trace.acceptedAt;
  const length = Math.max(end - trace.acceptedAt, 1);
  return (
    <ol className={style.lines}>
      {trace.lines.map((line) => (
        <Step
          key={`${line.at} ${line.region} ${line.what} ${line.detail}`}
          line={line}
          tone={regionTone(Math.max(names.indexOf(line.region), 0))}
          after={line.at - trace.acceptedAt}
          length={length}
        />
      ))}
    </ol>
  );
}

interface StepProps {
  readonly line: TraceLineDocument;
  readonly tone: ReturnType<typeof regionTone>;
  /** Milliseconds after it was accepted. */
  readonly after: number;
  readonly length: number;
}

function Step({ line, tone, after, length }: StepProps) {
  const { region, lane, title, what, detail, sms } = line;
  return (
    <li className={classes(style.line, style[tone])}>
      <span className={style.after}>{(after / 1_000).toFixed(3)} s</span>
      <svg
        className={style.scale}
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <line x1="0" x2="100" y1="5" y2="5" />
        <rect x={(Math.max(after, 0) / length) * 98} y="1" width="2" height="8" />
      </svg>
      <span className={style.what} title={what}>
        <strong>{title}</strong>
        {detail !== undefined && !sms && <span className="soft"> {detail}</span>}
        {sms && <span className={style.sms}>{smsText(sms)}</span>}
      </span>
      <span className={style.where}>
        {LANES[lane]}
        <span className={style.region}>{region}</span>
      </span>
    </li>
  );
}

function smsText(sms: NonNullable<TraceLineDocument['sms']>): string {
  return [
    sms.attempt !== undefined && `attempt ${sms.attempt}`,
    sms.part !== undefined && `part ${sms.part}`,
    sms.sequence !== undefined && `sequence ${sms.sequence}`,
    `id ${sms.messageId}`,
    sms.bind !== undefined && `bind ${sms.bind}`,
    sms.state,
  ]
    .filter(Boolean)
    .join(' · ');
}
