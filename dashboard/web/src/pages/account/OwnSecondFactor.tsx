import type { OwnAccount, SecondFactorOffer } from '@khue/domain/signIn';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { formText } from '../../controls/formText.ts';
import { PasswordField } from '../../controls/PasswordField.tsx';
import { ownAccountKey } from '../../data/account.ts';
import { confirmSecondFactor, offerSecondFactor, removeSecondFactor, useSessionUpdate } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { RecoveryCodes, SecondFactorOfferFields } from '../signIn/SecondFactorSetUp.tsx';
import { ProofForm } from './ProofForm.tsx';

function ProofField({ errorId }: { readonly errorId: string | undefined }): JSX.Element {
  const { t } = useTexts();
  return (
    <PasswordField label={t('account.factor.prove')} name="password" purpose="current-password" describedBy={errorId} />
  );
}

/** From the password over the secret to the recovery codes. */
function SetUp({ onDone }: { readonly onDone: () => void }): JSX.Element {
  const { t } = useTexts();
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (offer === null) {
    return (
      <ProofForm
        key="prove"
        submit={t('account.factor.setUp')}
        send={async (form) => setOffer(await offerSecondFactor(formText(form, 'password')))}
      >
        {(errorId) => <ProofField errorId={errorId} />}
      </ProofForm>
    );
  }
  return (
    <ProofForm
      key="confirm"
      submit={t('signInStep.factor.confirm')}
      send={async (form) => setCodes(await confirmSecondFactor(formText(form, 'code').replaceAll(' ', '')))}
    >
      {(errorId) => <SecondFactorOfferFields offer={offer} errorId={errorId} />}
    </ProofForm>
  );
}

/** Whether a second factor is in force, why it should be, setting it up and removing it. */
export function OwnSecondFactor({ account }: { readonly account: OwnAccount }): JSX.Element {
  const { t } = useTexts();
  const queries = useQueryClient();
  const update = useSessionUpdate();
  const { isSet, isRequired, isOptionalHere, recoveryCodesLeft } = account.secondFactor;
  const refresh = async (): Promise<void> => queries.invalidateQueries({ queryKey: ownAccountKey });

  return (
    <section className="account-part" aria-labelledby="own-factor">
      <h2 id="own-factor">{t('account.factor.title')}</h2>
      <p>{isSet ? t('account.factor.on', { left: recoveryCodesLeft }) : t('account.factor.off')}</p>
      {isRequired && <p>{t('account.factor.required')}</p>}
      {isRequired && isOptionalHere && <p>{t('account.factor.optionalHere')}</p>}
      {account.hasPassword && !isSet && <SetUp onDone={() => void refresh()} />}
      {isSet && (
        <ProofForm
          submit={t('account.factor.remove')}
          send={async (form) => {
            update(await removeSecondFactor(formText(form, 'password')));
            await refresh();
          }}
        >
          {(errorId) => <ProofField errorId={errorId} />}
        </ProofForm>
      )}
    </section>
  );
}
