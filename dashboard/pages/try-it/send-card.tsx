import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { Personas, Try } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Select } from '../../design/field/select.tsx';
import { TextField } from '../../design/field/text-field.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import style from './try-it.module.css';

const MODELS = [
  { id: 'touch', text: 'yes or no' },
  { id: 'itemselect', text: 'choose one' },
  { id: 'multisecure', text: 'type an answer' },
  { id: 'silent', text: 'no popup' },
] as const;
const ITEMS = ['Current account', 'Savings account', 'Credit card'];
const POPUP_SECONDS = 45;

const ANSWERING = [
  { id: 'manual', text: 'me, by mouse' },
  { id: 'persona', text: 'the simulated person' },
] as const;

interface Props {
  readonly personas: Personas['personas'];
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSend: (approval: Try) => void;
}

/** As the bank: to whom, what, and who answers. */
export function SendCard({ personas, busy, error, onSend }: Props) {
  const [chosen, setChosen] = useState<string>();
  const [model, setModel] = useState<Try['model']>('touch');
  const [message, setMessage] = useState('Pay 120 USD to Acme?');
  const [answering, setAnswering] = useState<Try['answering']>('manual');
  const person = personas.find(({ name }) => name === chosen) ?? firstOf(personas);
  if (!person) return null;
  const answers = person.answerable ? answering : 'persona';
  const submit = () =>
    onSend({
      persona: person.name,
      model,
      message,
      answering: answers,
      popupSeconds: POPUP_SECONDS,
      ...(model === 'itemselect' && { items: ITEMS }),
    });
  return (
    <Card title="1. The bank asks">
      <Form
        className={style.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField label="Message" value={message} onChange={setMessage} rows={2} maxLength={500} />
        <Select
          label="To"
          options={personas.map(({ name, number }) => ({ id: name, text: `${name}, ${number}` }))}
          value={person.name}
          onChange={setChosen}
        />
        <p className="soft small">{person.sentence}</p>
        <Select label="Kind" options={MODELS} value={model} onChange={setModel} />
        {person.answerable && (
          <Select
            label="Answered by"
            options={ANSWERING}
            value={answering}
            onChange={setAnswering}
          />
        )}
        <Button type="submit" look="primary" isDisabled={busy || message.trim() === ''}>
          {busy ? 'Sending…' : 'Send'}
        </Button>
        <Trouble error={error} />
      </Form>
    </Card>
  );
}

function firstOf(personas: Personas['personas']) {
  return personas.find(({ name }) => name === 'approves') ?? personas[0];
}
