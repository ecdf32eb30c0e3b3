import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps } from 'react-aria-components/TextField';
import { classes } from '../classes.ts';
import style from './field.module.css';

interface Props extends Omit<TextFieldProps, 'children' | 'className' | 'style'> {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string;
  /** More than one line. */
  readonly rows?: number;
  readonly className?: string | undefined;
}

export function TextField({ label, hint, error, rows, className, ...props }: Props) {
  return (
    <AriaTextField {...props} className={classes(style.field, className)}>
      <Label className={style.label ?? ''}>{label}</Label>
      {rows === undefined ? (
        <Input className={style.input ?? ''} />
      ) : (
        <TextArea className={style.input ?? ''} rows={rows} />
      )}
      {hint !== undefined && (
        <Text slot="description" className={style.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={style.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
