import type { PasswordOwner } from '@khue/domain/passwordRules';
import { type JSX, useState } from 'react';
import { PasswordField } from '../../controls/PasswordField.tsx';
import { useTexts } from '../../i18n/language.ts';
import { PasswordRules } from './PasswordRules.tsx';
import './steps.css';

interface NewPasswordFieldsProps {
  readonly owner: PasswordOwner;
  readonly errorId: string | undefined;
  /** Whether both fields hold the same. */
  readonly onMatch: (same: boolean) => void;
}

/** A new password, typed twice, and what it needs. Fields `next` and `again`. */
export function NewPasswordFields({ owner, errorId, onMatch }: NewPasswordFieldsProps): JSX.Element {
  const { t } = useTexts();
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  return (
    <>
      <PasswordField
        label={t('signInStep.password.next')}
        name="next"
        purpose="new-password"
        describedBy={errorId}
        onType={(text) => {
          setNext(text);
          onMatch(text === again);
        }}
      />
      <PasswordRules password={next} owner={owner} />
      <PasswordField
        label={t('signInStep.password.again')}
        name="again"
        purpose="new-password"
        describedBy={errorId}
        onType={(text) => {
          setAgain(text);
          onMatch(text === next);
        }}
      />
      {again !== '' && again !== next && <p className="step-lead">{t('signInStep.password.mismatch')}</p>}
    </>
  );
}
