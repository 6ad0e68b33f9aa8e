import { cityMinute } from '@khue/domain/cityTime';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import type { Step } from '../../data/privacy.ts';
import { useTexts } from '../../i18n/language.ts';
import { momentOfMinute } from './fieldTime.ts';
import { ChangeError, FormEnd } from './fields.tsx';

interface StepFormProps {
  readonly title: string;
  readonly submit: string;
  readonly step: string;
  readonly id: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (step: Step) => void;
  readonly onCancel: () => void;
}

/** When a step was taken, and what came of it where it ends the matter. */
export function StepForm({ title, submit, step, id, busy, error, onSubmit, onCancel }: StepFormProps): JSX.Element {
  const { t } = useTexts();
  // The moment at which the form was opened, unless somebody says another.
  const [opened] = useState(() => cityMinute(serverClock.now()));

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const value = formText(form, 'at');
    const at = value === opened ? undefined : momentOfMinute(value);
    const outcome = formText(form, 'outcome').trim();
    onSubmit({ id, step, ...(at !== undefined && { at }), ...(outcome !== '' && { outcome }) });
  }

  return (
    <form className="step-form" aria-label={title} onSubmit={send}>
      <h3>{title}</h3>
      <TextField label={t('privacy.step.at')} name="at" type="datetime-local" defaultValue={opened} ref={focusOnce} />
      {step === 'close' && (
        <TextField label={t('privacy.step.outcome')} name="outcome" maxLength={500} autoComplete="off" />
      )}
      <FormEnd submit={submit} busy={busy} onCancel={onCancel} />
      <ChangeError error={error} />
    </form>
  );
}
