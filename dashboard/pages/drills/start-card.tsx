import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import type { DrillsDocument, StartDrill } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { ConfirmDialog, type Order } from '../../design/dialog/confirm-dialog.tsx';
import { Select } from '../../design/field/select.tsx';
import style from './drills.module.css';
import { useStartDrill } from './use-drills.ts';

const PROFILES = [
  { id: 'fast', text: 'fast: about a minute' },
  { id: 'tuned', text: 'tuned' },
  { id: 'document', text: 'document: the real times' },
] as const;

/** Requests a second: the system that this page shows, and the browser, share the machine with the drill. */
const RATE = 30;

interface Props {
  readonly catalogue: DrillsDocument['catalogue'];
  readonly busy: boolean;
}

/** A drill runs on a system of its own; it takes this machine's power, and nothing else. */
export function StartCard({ catalogue, busy }: Props) {
  const { may } = useSession();
  const start = useStartDrill();
  const [chosen, setChosen] = useState<string>();
  const [profile, setProfile] = useState<StartDrill['profile']>('fast');
  const [order, setOrder] = useState<Order>();
  const drill = catalogue.find(({ name }) => name === chosen) ?? catalogue[0];
  if (!drill) return null;
  const { name, sentence } = drill;
  const ask = () =>
    setOrder({
      title: `Start ${name}?`,
      text: 'It starts a whole system of its own beside this one, breaks it, and judges what happened.',
      confirm: name,
      button: 'Start the drill',
      run: (reason) => start({ name, profile, rate: RATE, reason }),
    });
  return (
    <Card title="Start a drill" note={`on a system of its own, ${RATE} requests a second`}>
      <div className={style.start}>
        <Select
          label="Drill"
          options={catalogue.map((each) => ({ id: each.name, text: each.name }))}
          value={name}
          onChange={setChosen}
        />
        <Select label="Profile" options={PROFILES} value={profile} onChange={setProfile} />
        <Button onPress={ask} isDisabled={busy || !may('operator')}>
          {busy ? 'One is running' : 'Start'}
        </Button>
      </div>
      <p className="soft">{sentence}</p>
      <ConfirmDialog order={order} onClose={() => setOrder(undefined)} />
    </Card>
  );
}
