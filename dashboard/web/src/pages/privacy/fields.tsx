import { type JSX, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { useTexts } from '../../i18n/language.ts';
import '../../controls/field.css';

interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id' | 'className'> {
  readonly label: string;
  readonly name: string;
}

/** Some lines of text under their label. */
export function TextArea({ label, ...area }: TextAreaProps): JSX.Element {
  const id = useId();
  return (
    <div className="field wide">
      <label htmlFor={id}>{label}</label>
      <div className="field-box tall">
        <textarea id={id} rows={3} {...area} />
      </div>
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly name: string;
  readonly disabled?: boolean;
  readonly defaultValue?: string;
  readonly children: ReactNode;
}

export function Select({ label, children, ...select }: SelectProps): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <select id={id} {...select}>
          {children}
        </select>
      </div>
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly name: string;
  readonly defaultChecked?: boolean;
}

export function Check({ label, ...input }: CheckProps): JSX.Element {
  return (
    <label className="check">
      <input type="checkbox" {...input} />
      {label}
    </label>
  );
}

/** What went wrong with a change, in a sentence; nothing while nothing did. */
export function ChangeError({ error }: { readonly error: unknown }): JSX.Element {
  const tell = useFailureSentence();
  return (
    <p className="form-error" role="alert">
      {error !== null && error !== undefined && tell(error).sentence}
    </p>
  );
}

interface FormEndProps {
  readonly submit: string;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onCancel?: () => void;
}

/** The buttons a form ends with. */
export function FormEnd({ submit, busy, disabled = false, onCancel }: FormEndProps): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="form-end">
      <button type="submit" className="primary-button" disabled={busy || disabled}>
        {busy ? t('privacy.saving') : submit}
      </button>
      {onCancel !== undefined && (
        <button type="button" className="quiet-button" onClick={onCancel}>
          {t('privacy.cancel')}
        </button>
      )}
    </div>
  );
}
