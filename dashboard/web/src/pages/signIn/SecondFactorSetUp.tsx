import type { SecondFactorOffer } from '@khue/domain/signIn';
import type { JSX } from 'react';
import { focusOnce } from '../../controls/focusOnce.ts';
import { TextField } from '../../controls/TextField.tsx';
import { useTexts } from '../../i18n/language.ts';
import { QrCode } from './QrCode.tsx';
import './steps.css';

interface OfferProps {
  readonly offer: SecondFactorOffer;
  readonly errorId: string | undefined;
}

/** The secret to scan or to type, and the field `code` for what the app makes of it. */
export function SecondFactorOfferFields({ offer, errorId }: OfferProps): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <div className="factor-offer">
        <QrCode text={offer.uri} label={t('signInStep.factor.qr')} />
        <div>
          <p className="step-lead">{t('signInStep.factor.secret')}</p>
          <p className="factor-secret">{offer.secret.match(/.{1,4}/gu)?.join(' ')}</p>
        </div>
      </div>
      <TextField
        label={t('signInStep.factor.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        minLength={6}
        maxLength={7}
        ref={focusOnce}
        aria-describedby={errorId}
        aria-invalid={errorId !== undefined}
      />
    </>
  );
}

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** Codes that are shown this once. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <h2>{t('signInStep.factor.recoveryTitle')}</h2>
      <p className="step-lead">{t('signInStep.factor.recoveryLead')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <button type="button" className="primary-button" ref={focusOnce} onClick={onDone}>
        {t('signInStep.factor.recoveryDone')}
      </button>
    </>
  );
}
