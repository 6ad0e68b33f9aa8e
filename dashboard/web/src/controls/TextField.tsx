import { type InputHTMLAttributes, type JSX, type Ref, useId } from 'react';
import { SaidDay } from './SaidDay.tsx';
import './field.css';

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> {
  readonly label: string;
  readonly name: string;
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text under its label. */
export function TextField({ label, ...input }: TextFieldProps): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input id={id} type="text" autoCapitalize="none" spellCheck={false} required {...input} />
      </div>
      {(input.type === 'date' || input.type === 'datetime-local') && <SaidDay inputId={id} />}
    </div>
  );
}
