import type { Session } from '@khue/domain/api';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type JSX, useId, useRef, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { LanguageSwitch } from '../../controls/LanguageSwitch.tsx';
import { signIn } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { KhueMark } from '../../signs/KhueMark.tsx';
import { NightSky } from './NightSky.tsx';
import './signIn.css';

interface SignInPageProps {
  readonly onSignedIn: (session: Session) => void;
}

interface PasswordFieldProps {
  readonly describedBy: string | undefined;
}

function PasswordField({ describedBy }: PasswordFieldProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{t('signIn.password')}</label>
      <div className="field-box">
        <input
          id={id}
          name="password"
          type={shown ? 'text' : 'password'}
          autoComplete="current-password"
          required
          maxLength={1_000}
          aria-describedby={describedBy}
          aria-invalid={describedBy !== undefined}
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

function typed(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A stable ref: runs when the field appears, not at every keystroke. */
function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

/** Name, password, and a sentence where they do not fit. */
export function SignInPage({ onSignedIn }: SignInPageProps): JSX.Element {
  const { t } = useTexts();
  const nameId = useId();
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
    const given = new FormData(event.currentTarget);
    entering.mutate({ name: typed(given, 'name').trim(), password: typed(given, 'password') });
  }

  const describedBy = entering.isError ? errorId : undefined;
  return (
    <div className="sign-in">
      <NightSky />
      <div className="sign-in-language">
        <LanguageSwitch />
      </div>
      <main className="sign-in-card">
        <div className="sign-in-mark">
          <KhueMark size="5.600rem" />
          <div>
            <p className="sign-in-name">{t('product')}</p>
            <p className="sign-in-tagline">{t('signIn.tagline')}</p>
          </div>
        </div>
        <form ref={form} onSubmit={submit}>
          <h1>{t('signIn.title')}</h1>
          <p className="sign-in-place">{t('department')}</p>
          <div className="field">
            <label htmlFor={nameId}>{t('signIn.name')}</label>
            <div className="field-box">
              <input
                id={nameId}
                name="name"
                type="text"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={200}
                // The only thing to do here is to type a name.
                ref={focusOnce}
                aria-describedby={describedBy}
                aria-invalid={entering.isError}
              />
            </div>
          </div>
          <PasswordField describedBy={describedBy} />
          <p id={errorId} className="sign-in-error" role="alert">
            {entering.isError && tell(entering.error).sentence}
          </p>
          <button type="submit" className="primary-button" disabled={entering.isPending}>
            {entering.isPending ? t('signIn.busy') : t('signIn.submit')}
          </button>
        </form>
        <p className="sign-in-note">{t('signIn.note')}</p>
      </main>
    </div>
  );
}
