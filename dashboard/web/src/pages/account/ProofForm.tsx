import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type JSX, type ReactNode, useId } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { useTexts } from '../../i18n/language.ts';

interface ProofFormProps {
  readonly submit: string;
  readonly notReady?: boolean;
  readonly send: (form: HTMLFormElement) => Promise<unknown>;
  readonly children: (errorId: string | undefined) => ReactNode;
}

/** Fields, what went wrong, and one button; empty again once it was sent. */
export function ProofForm({ submit, notReady = false, send, children }: ProofFormProps): JSX.Element {
  const { t } = useTexts();
  const errorId = useId();
  const tell = useFailureSentence();
  const sending = useMutation({ mutationFn: send });

  function submitted(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    sending.mutate(form, { onSuccess: () => form.reset() });
  }

  return (
    <form className="proof-form" onSubmit={submitted}>
      {children(sending.isError ? errorId : undefined)}
      <p id={errorId} className="form-error" role="alert">
        {sending.isError && tell(sending.error).sentence}
      </p>
      <button type="submit" className="quiet-button" disabled={sending.isPending || notReady}>
        {sending.isPending ? t('signInStep.sending') : submit}
      </button>
    </form>
  );
}
