import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { classes } from '../classes.ts';
import style from './field.module.css';

export interface Option<Id extends string> {
  readonly id: Id;
  readonly text: string;
}

interface SelectProps<Id extends string> {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly className?: string | undefined;
}

export function Select<Id extends string>(props: SelectProps<Id>) {
  const { label, options, value, onChange, className } = props;
  const choose = (key: unknown) => {
    const chosen = options.find(({ id }) => id === key);
    if (chosen) onChange(chosen.id);
  };
  return (
    <AriaSelect className={classes(style.field, className)} value={value} onChange={choose}>
      <Label className={style.label ?? ''}>{label}</Label>
      <Button className={style.trigger ?? ''}>
        <SelectValue className={style.value ?? ''} />
        <span className={style.chevron} aria-hidden="true" />
      </Button>
      <Popover className={style.popover ?? ''}>
        <ListBox items={options}>
          {({ id, text }) => (
            <ListBoxItem id={id} textValue={text} className={style.option ?? ''}>
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
