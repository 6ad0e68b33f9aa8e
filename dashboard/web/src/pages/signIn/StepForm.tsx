import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type JSX, type ReactNode, useId } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { signOut, useSessionUpdate } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import './steps.css';

interface StepFormProps {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
  /** Sends what was typed; a rejection is told under the fields. */
  readonly send: (form: HTMLFormElement) => Promise<unknown>;
  /** Nothing can be sent yet. */
  readonly notReady?: boolean;
  readonly children: (errorId: string | undefined) => ReactNode;
}

/** One step of signing in: what it is for, its fields, what went wrong, and the way out. */
export function StepForm({ title, lead, submit, send, notReady = false, children }: StepFormProps): JSX.Element {
  const { t } = useTexts();
  const errorId = useId();
  const tell = useFailureSentence();
  const update = useSessionUpdate();
  const sending = useMutation({ mutationFn: send });
  const leaving = useMutation({ mutationFn: signOut, onSettled: () => update(null) });

  function submitted(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    sending.mutate(form, { onError: () => form.querySelector<HTMLInputElement>('input')?.select() });
  }

  return (
    <form onSubmit={submitted}>
      <h1>{title}</h1>
      <p className="step-lead">{lead}</p>
      {children(sending.isError ? errorId : undefined)}
      <p id={errorId} className="sign-in-error" role="alert">
        {sending.isError && tell(sending.error).sentence}
      </p>
      <div className="sign-in-actions">
        <button type="submit" className="primary-button" disabled={sending.isPending || notReady}>
          {sending.isPending ? t('signInStep.sending') : submit}
        </button>
        <button type="button" className="quiet-button" disabled={leaving.isPending} onClick={() => leaving.mutate()}>
          {t('signInStep.cancel')}
        </button>
      </div>
    </form>
  );
}
