import type { OwnAccount } from '@khue/domain/signIn';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { formText } from '../../controls/formText.ts';
import { PasswordField } from '../../controls/PasswordField.tsx';
import { ownAccountKey } from '../../data/account.ts';
import { changePassword, useSessionUpdate } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { NewPasswordFields } from '../signIn/NewPasswordFields.tsx';
import { ProofForm } from './ProofForm.tsx';

/** When the password was changed last, and changing it. */
export function OwnPassword({ account }: { readonly account: OwnAccount }): JSX.Element {
  const { t, format } = useTexts();
  const queries = useQueryClient();
  const update = useSessionUpdate();
  const [same, setSame] = useState(false);
  const [changes, setChanges] = useState(0);

  async function send(form: HTMLFormElement): Promise<void> {
    update(await changePassword(formText(form, 'next'), formText(form, 'current')));
    await queries.invalidateQueries({ queryKey: ownAccountKey });
    setChanges(changes + 1);
    setSame(false);
  }

  const owner = { ...account, hasSecondFactor: account.secondFactor.isSet };
  const at = account.passwordChangedAt;
  return (
    <section className="account-part" aria-labelledby="own-password">
      <h2 id="own-password">{t('account.password.title')}</h2>
      {account.hasPassword ? (
        <>
          {at !== null && <p>{t('account.password.changedAt', { at: format.dateTime(Date.parse(at)) })}</p>}
          {/* Empty fields, and what they need told from the start, after every change. */}
          <ProofForm key={changes} submit={t('account.password.change')} notReady={!same} send={send}>
            {(errorId) => (
              <>
                <PasswordField
                  label={t('account.password.current')}
                  name="current"
                  purpose="current-password"
                  describedBy={errorId}
                />
                <NewPasswordFields owner={owner} errorId={errorId} onMatch={setSame} />
              </>
            )}
          </ProofForm>
          <output>{changes > 0 && t('account.password.changed')}</output>
        </>
      ) : (
        <p>{t('account.password.elsewhere')}</p>
      )}
    </section>
  );
}
