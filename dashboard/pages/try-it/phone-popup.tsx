import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { Answer, Phone } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { TextField } from '../../design/field/text-field.tsx';
import { useNow } from '../../design/time/clock.ts';
import { useLive } from '../../live/context.tsx';
import style from './try-it.module.css';

type Given = Omit<Answer, 'notificationId'>;

interface Props {
  readonly popup: NonNullable<Phone['popup']>;
  /** Otherwise the simulated person answers by itself. */
  readonly byHand: boolean;
  readonly busy: boolean;
  readonly onAnswer: (given: Given) => void;
}

/** As SIM toolkits draw it: a text, what can be chosen, yes and no. */
export function PhonePopup({ popup, byHand, busy, onAnswer }: Props) {
  const [text, setText] = useState('');
  const { aheadMs } = useLive();
  const now = useNow() + aheadMs;
  const left = Math.max(Math.floor((popup.lapsesAt - now) / 1_000), 0);
  const asksText = popup.model === 'multisecure' || popup.model === 'itemselect';
  const ready = !asksText || text !== '';
  const accept = () => onAnswer({ answer: 'accept', ...(asksText && { text }) });
  return (
    <Form
      className={style.popup ?? ''}
      aria-label="Popup of the SIM"
      onSubmit={(event) => {
        event.preventDefault();
        if (byHand && ready) accept();
      }}
    >
      <p className={style.text}>{popup.text}</p>
      {popup.model === 'multisecure' && (
        <TextField label="Your answer" value={text} onChange={setText} maxLength={200} />
      )}
      {popup.model === 'itemselect' && (
        <Items items={popup.items} value={text} onChange={setText} />
      )}
      {byHand ? (
        <div className={style.answers}>
          <Button type="submit" look="primary" isDisabled={busy || !ready}>
            {asksText ? 'OK' : 'Yes'}
          </Button>
          <Button onPress={() => onAnswer({ answer: 'refuse' })} isDisabled={busy}>
            {asksText ? 'Cancel' : 'No'}
          </Button>
        </div>
      ) : (
        <p className="soft small">The simulated person answers.</p>
      )}
      <p className="soft small">lapses in {left} s</p>
    </Form>
  );
}

interface ItemsProps {
  readonly items: readonly string[];
  readonly value: string;
  readonly onChange: (item: string) => void;
}

function Items({ items, value, onChange }: ItemsProps) {
  return (
    <RadioGroup className={style.items ?? ''} value={value} onChange={onChange}>
      <Label className="hidden-visually">Choose one</Label>
      {items.map((item) => (
        <Radio key={item} value={item} className={style.item ?? ''}>
          {item}
        </Radio>
      ))}
    </RadioGroup>
  );
}
