import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components/Button';
import { classes } from '../classes.ts';
import style from './button.module.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly look?: 'primary' | 'plain' | 'danger' | 'quiet';
}

export function Button({ look = 'plain', ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={classes(style.button, look !== 'plain' && style[look])} />
  );
}
