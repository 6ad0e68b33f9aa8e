import type { Session } from '@khue/domain/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { PasswordField } from '../../controls/PasswordField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import {
  changePassword,
  confirmSecondFactor,
  offerSecondFactor,
  sendCode,
  sessionKey,
  unlockSession,
  useSessionUpdate,
} from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { NewPasswordFields } from './NewPasswordFields.tsx';
import { RecoveryCodes, SecondFactorOfferFields } from './SecondFactorSetUp.tsx';
import { SignInFrame } from './SignInFrame.tsx';
import { StepForm } from './StepForm.tsx';

interface StepProps {
  readonly session: Session;
}

function CodeStep({ session }: StepProps): JSX.Element {
  const { t } = useTexts();
  const update = useSessionUpdate();
  return (
    <StepForm
      title={t('signInStep.code.title')}
      lead={t('signInStep.code.lead', { name: session.displayName })}
      submit={t('signInStep.next')}
      send={async (form) => update(await sendCode(formText(form, 'code')))}
    >
      {(errorId) => (
        <TextField
          label={t('signInStep.code.label')}
          name="code"
          autoComplete="one-time-code"
          minLength={6}
          maxLength={40}
          ref={focusOnce}
          aria-describedby={errorId}
          aria-invalid={errorId !== undefined}
        />
      )}
    </StepForm>
  );
}

function PasswordStep({ session }: StepProps): JSX.Element {
  const { t } = useTexts();
  const update = useSessionUpdate();
  const [same, setSame] = useState(false);
  // Whoever has a second factor showed it before this step; the server applies the milder rule by itself.
  const owner = { name: session.accountName, displayName: session.displayName, hasSecondFactor: false };
  return (
    <StepForm
      title={t('signInStep.password.title')}
      lead={t('signInStep.password.lead', { name: session.displayName })}
      submit={t('signInStep.password.submit')}
      notReady={!same}
      send={async (form) => update(await changePassword(formText(form, 'next')))}
    >
      {(errorId) => <NewPasswordFields owner={owner} errorId={errorId} onMatch={setSame} />}
    </StepForm>
  );
}

function SecondFactorStep(): JSX.Element {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  // Every offer is a new secret: it is asked for once, and not kept.
  const offer = useQuery({
    queryKey: ['secondFactorOffer'],
    queryFn: async () => offerSecondFactor(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: codes === null,
  });
  if (codes !== null) {
    return (
      <div className="sign-in-step">
        <RecoveryCodes codes={codes} onDone={() => void queries.invalidateQueries({ queryKey: sessionKey })} />
      </div>
    );
  }
  if (offer.isError) {
    return <Failure what={t('signInStep.factor.title')} error={offer.error} onRetry={() => void offer.refetch()} />;
  }
  return (
    <StepForm
      title={t('signInStep.factor.title')}
      lead={t('signInStep.factor.lead')}
      submit={t('signInStep.factor.confirm')}
      notReady={offer.data === undefined}
      send={async (form) => setCodes(await confirmSecondFactor(formText(form, 'code').replaceAll(' ', '')))}
    >
      {(errorId) => offer.data && <SecondFactorOfferFields offer={offer.data} errorId={errorId} />}
    </StepForm>
  );
}

function LockedStep({ session }: StepProps): JSX.Element {
  const { t } = useTexts();
  const update = useSessionUpdate();
  return (
    <StepForm
      title={t('signInStep.locked.title')}
      lead={t('signInStep.locked.lead', { name: session.displayName })}
      submit={t('signInStep.locked.submit')}
      send={async (form) => update(await unlockSession(formText(form, 'password')))}
    >
      {(errorId) => (
        <PasswordField
          label={t('signIn.password')}
          name="password"
          purpose="current-password"
          describedBy={errorId}
          ref={focusOnce}
        />
      )}
    </StepForm>
  );
}

function Step({ session }: StepProps): JSX.Element {
  switch (session.stage) {
    case 'second_factor':
      return <CodeStep session={session} />;
    case 'change_password':
      return <PasswordStep session={session} />;
    case 'set_up_second_factor':
      return <SecondFactorStep />;
    case 'full':
      return <LockedStep session={session} />;
    default:
      return session.stage satisfies never;
  }
}

/** The step that a session waits for: code, new password, second factor, or unlocking. */
export function StepPage({ session }: StepProps): JSX.Element {
  return (
    <SignInFrame>
      <Step session={session} />
    </SignInFrame>
  );
}
