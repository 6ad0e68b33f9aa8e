import type { Session } from '@khue/domain/api';
import { errorSentence, isErrorCode } from '@khue/domain/errors';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type JSX, useId, useRef } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { PasswordField } from '../../controls/PasswordField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { fetchSignInWays, signIn } from '../../data/session.ts';
import { currentLanguage, useTexts } from '../../i18n/language.ts';
import { SignInFrame } from './SignInFrame.tsx';

interface SignInPageProps {
  readonly onSignedIn: (session: Session) => void;
}

/** What went wrong on the way back from the identity provider: its code stands in the address. */
function sentenceOfAddress(): string | null {
  const code = new URL(window.location.href).searchParams.get('loi') ?? '';
  return isErrorCode(code) ? errorSentence(code, {}, currentLanguage()) : null;
}

function IdentityProvider(): JSX.Element | null {
  const { t } = useTexts();
  const ways = useQuery({ queryKey: ['signInWays'], queryFn: ({ signal }) => fetchSignInWays(signal) });
  const title = ways.data?.identityProvider ?? null;
  if (title === null) return null;
  return (
    <div className="sign-in-other">
      {t('signInStep.or')}
      <a className="quiet-button" href="/api/sign-in/identity">
        {t('signInStep.identity', { title })}
      </a>
    </div>
  );
}

/** Name, password, and a sentence where they do not fit. */
export function SignInPage({ onSignedIn }: SignInPageProps): JSX.Element {
  const { t } = useTexts();
  const errorId = useId();
  const form = useRef<HTMLFormElement>(null);
  const tell = useFailureSentence();
  const entering = useMutation({
    mutationFn: (given: { name: string; password: string }) => signIn(given.name, given.password),
    onSuccess: onSignedIn,
    onError: () => form.current?.querySelector<HTMLInputElement>('input[name=password]')?.select(),
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const { currentTarget } = event;
    entering.mutate({ name: formText(currentTarget, 'name').trim(), password: formText(currentTarget, 'password') });
  }

  const describedBy = entering.isError ? errorId : undefined;
  return (
    <SignInFrame>
      <form ref={form} onSubmit={submit}>
        <h1>{t('signIn.title')}</h1>
        <p className="sign-in-place">{t('department')}</p>
        <TextField
          label={t('signIn.name')}
          name="name"
          autoComplete="username"
          maxLength={200}
          // The only thing to do here is to type a name.
          ref={focusOnce}
          aria-describedby={describedBy}
          aria-invalid={entering.isError}
        />
        <PasswordField
          label={t('signIn.password')}
          name="password"
          purpose="current-password"
          describedBy={describedBy}
        />
        <p id={errorId} className="sign-in-error" role="alert">
          {entering.isError ? tell(entering.error).sentence : sentenceOfAddress()}
        </p>
        <button type="submit" className="primary-button" disabled={entering.isPending}>
          {entering.isPending ? t('signIn.busy') : t('signIn.submit')}
        </button>
        <IdentityProvider />
      </form>
    </SignInFrame>
  );
}
