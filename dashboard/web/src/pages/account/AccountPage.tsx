import type { OwnAccount } from '@khue/domain/signIn';
import { type JSX, useEffect } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useOwnAccount } from '../../data/account.ts';
import { useTexts } from '../../i18n/language.ts';
import { OwnPassword } from './OwnPassword.tsx';
import { OwnSecondFactor } from './OwnSecondFactor.tsx';
import { OwnSessions } from './OwnSessions.tsx';
import './account.css';

function Parts({ account }: { readonly account: OwnAccount }): JSX.Element {
  return (
    <>
      <div className="account-proofs">
        <OwnPassword account={account} />
        <OwnSecondFactor account={account} />
      </div>
      <OwnSessions account={account} />
    </>
  );
}

/** One's own account: password, second factor, sessions. */
export function AccountPage(): JSX.Element {
  const { t } = useTexts();
  const account = useOwnAccount();
  useEffect(() => {
    document.title = `${t('account.title')} · ${t('product')}`;
  }, [t]);

  return (
    <div className="page account">
      <header className="page-head">
        <h1>{t('account.title')}</h1>
        <p>{account.data && t('account.lead', { name: account.data.displayName })}</p>
      </header>
      {account.data && <Parts account={account.data} />}
      {account.data === undefined && account.isError && (
        <Failure what={t('account.subject')} error={account.error} onRetry={() => void account.refetch()} />
      )}
      {account.isPending && <div className="account-waiting skeleton" aria-busy="true" />}
    </div>
  );
}
