import { type JSX, type Ref, useId, useState } from 'react';
import { useTexts } from '../i18n/language.ts';
import './field.css';

interface PasswordFieldProps {
  readonly label: string;
  readonly name: string;
  readonly purpose: 'current-password' | 'new-password';
  /** Id of the sentence that says what is wrong; undefined: nothing is. */
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
  readonly onType?: (text: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A password, hidden until its owner wants to see it. */
export function PasswordField(props: PasswordFieldProps): JSX.Element {
  const { label, name, purpose, describedBy, invalid, onType, ref } = props;
  const { t } = useTexts();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          ref={ref}
          id={id}
          name={name}
          type={shown ? 'text' : 'password'}
          autoComplete={purpose}
          required
          maxLength={1_000}
          aria-describedby={describedBy}
          aria-invalid={invalid ?? describedBy !== undefined}
          onChange={(event) => onType?.(event.currentTarget.value)}
        />
        <button
          type="button"
          className="field-eye"
          aria-pressed={shown}
          aria-label={shown ? t('signIn.hidePassword') : t('signIn.showPassword')}
          onClick={() => setShown(!shown)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M2 12c2.400-4.600 5.700-6.900 10-6.900s7.600 2.300 10 6.900c-2.400 4.600-5.700 6.900-10 6.900S4.400 16.600 2 12Z" />
            <circle cx="12" cy="12" r="3.200" />
            {shown && <path d="M4 20 20 4" />}
          </svg>
        </button>
      </div>
    </div>
  );
}
