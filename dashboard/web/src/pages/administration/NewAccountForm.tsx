import { accountNameSchema, type PasswordOnce } from '@khue/domain/administration';
import { type FormEvent, type JSX, useId, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { createAccount } from '../../data/administration.ts';
import { useTexts } from '../../i18n/language.ts';
import { PasswordShown } from './PasswordShown.tsx';
import { useChange } from './useChange.ts';

interface NewAccountFormProps {
  readonly onOpen: (accountId: string) => void;
  readonly onClose: () => void;
}

/** Name, full name, who uses it; then the password, once. */
export function NewAccountForm({ onOpen, onClose }: NewAccountFormProps): JSX.Element {
  const { t } = useTexts();
  const errorId = useId();
  const kindName = useId();
  const tell = useFailureSentence();
  const creating = useChange(createAccount);
  const [kind, setKind] = useState<'person' | 'client'>('person');
  const [isNameFaulty, setNameFaulty] = useState(false);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const name = formText(form, 'accountName').trim();
    const isFaulty = !accountNameSchema.safeParse(name).success;
    setNameFaulty(isFaulty);
    if (!isFaulty) creating.mutate({ name, displayName: formText(form, 'displayName'), kind });
  }

  function done(made: PasswordOnce): void {
    onClose();
    onOpen(made.id);
  }

  if (creating.data !== undefined) {
    const made = creating.data;
    return <PasswordShown once={made} kind={kind} onDone={() => done(made)} />;
  }
  return (
    <form className="administration-form" aria-label={t('administration.newAccount.title')} onSubmit={submit}>
      <TextField
        label={t('administration.newAccount.name')}
        name="accountName"
        autoComplete="off"
        maxLength={40}
        ref={focusOnce}
        aria-describedby={errorId}
        aria-invalid={isNameFaulty}
      />
      <TextField
        label={t('administration.newAccount.displayName')}
        name="displayName"
        autoComplete="off"
        autoCapitalize="words"
        maxLength={80}
      />
      <fieldset className="choices">
        <legend>{t('administration.newAccount.kind')}</legend>
        {(['person', 'client'] as const).map((option) => (
          <label key={option}>
            <input
              type="radio"
              name={kindName}
              value={option}
              checked={option === kind}
              onChange={() => setKind(option)}
            />
            {t(`administration.newAccount.${option}`)}
          </label>
        ))}
      </fieldset>
      <p id={errorId} className={isNameFaulty ? 'form-error' : 'form-hint'}>
        {t('administration.newAccount.nameRule')}
      </p>
      <p className="form-error" role="alert">
        {creating.isError && tell(creating.error).sentence}
      </p>
      <div className="administration-actions">
        <button type="submit" className="primary-button" disabled={creating.isPending}>
          {t(creating.isPending ? 'administration.saving' : 'administration.newAccount.submit')}
        </button>
        <button type="button" className="quiet-button" onClick={onClose}>
          {t('administration.cancel')}
        </button>
      </div>
    </form>
  );
}
