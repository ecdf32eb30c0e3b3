import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { PrivateSearch } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { Select } from '../../design/field/select.tsx';
import { TextField } from '../../design/field/text-field.tsx';
import { useLive } from '../../live/context.tsx';
import { EMPTY_FORM, type FormValues, OUTCOMES, SPANS, searchOf } from './search.ts';
import style from './transactions.module.css';

interface Props {
  readonly onSearch: (search: PrivateSearch) => void;
  readonly busy: boolean;
}

export function SearchForm({ onSearch, busy }: Props) {
  const [values, setValues] = useState<FormValues>(EMPTY_FORM);
  const set = (changed: Partial<FormValues>) => setValues((before) => ({ ...before, ...changed }));
  const { state, aheadMs } = useLive();
  const regions = state?.regions.map(({ name }) => ({ id: name, text: name })) ?? [];
  const { search, wrong = {} } = searchOf(values, Date.now() + aheadMs);
  return (
    <search>
      <Form
        className={style.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          if (search) onSearch(search);
        }}
      >
        <TextField
          label="Request or transaction id"
          value={values.id}
          onChange={(id) => set({ id })}
          isInvalid={wrong.id !== undefined}
          error={wrong.id ?? ''}
          spellCheck="false"
          className={style.wide}
        />
        <TextField
          label="Number"
          hint="Hashed by the server, kept nowhere"
          value={values.msisdn}
          onChange={(msisdn) => set({ msisdn })}
          isInvalid={wrong.msisdn !== undefined}
          error={wrong.msisdn ?? ''}
          type="tel"
          autoComplete="off"
        />
        <TextField
          label="Customer"
          value={values.customerId}
          onChange={(customerId) => set({ customerId })}
          isInvalid={wrong.customerId !== undefined}
          error={wrong.customerId ?? ''}
          spellCheck="false"
        />
        <Select
          label="Outcome"
          options={OUTCOMES}
          value={values.outcome}
          onChange={(outcome) => set({ outcome })}
        />
        <Select
          label="Region"
          options={[{ id: '', text: 'any' }, ...regions]}
          value={values.region}
          onChange={(region) => set({ region })}
        />
        <Select
          label="Accepted"
          options={SPANS}
          value={values.span}
          onChange={(span) => set({ span })}
        />
        <Button type="submit" look="primary" isDisabled={busy || !search}>
          Search
        </Button>
      </Form>
    </search>
  );
}
