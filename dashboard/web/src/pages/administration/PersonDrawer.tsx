import type { AccountStateAnswer, RoleState } from '@khue/domain/administration';
import { type FormEvent, type JSX, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import {
  removeSecondFactorOf,
  renameAccount,
  resetPassword,
  setAccountEnabled,
  unlockAccount,
} from '../../data/administration.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Confirmed } from './Confirmed.tsx';
import { PasswordShown } from './PasswordShown.tsx';
import { PersonGrants } from './PersonGrants.tsx';
import { useChange } from './useChange.ts';
import { useEscape } from './useEscape.ts';
import './personDrawer.css';

interface AccountProps {
  readonly account: AccountStateAnswer;
}

function Facts({ account }: AccountProps): JSX.Element {
  const { t, format } = useTexts();
  const last = account.lastSignInAt;
  const facts = [
    [t('administration.person.created'), format.dateTime(Date.parse(account.createdAt))],
    [
      t('administration.person.lastSignIn'),
      last === null ? t('administration.people.never') : format.dateTime(Date.parse(last)),
    ],
    [
      t('administration.person.signsIn'),
      t(account.hasPassword ? 'administration.person.password' : 'administration.person.identity'),
    ],
    [
      t('administration.person.factor'),
      t(account.hasSecondFactor ? 'administration.person.factorSet' : 'administration.person.factorNone'),
    ],
    ...(account.codesUsedUpUntil === null
      ? []
      : ([[t('administration.person.codesUsedUp'), format.dateTime(Date.parse(account.codesUsedUpUntil))]] as const)),
  ] as const;
  return (
    <dl className="person-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rename({ account }: AccountProps): JSX.Element {
  const { t } = useTexts();
  const tell = useFailureSentence();
  const [isOpen, setOpen] = useState(false);
  const renaming = useChange((displayName: string) => renameAccount(account.id, displayName));

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    renaming.mutate(formText(event.currentTarget, 'displayName'), { onSuccess: () => setOpen(false) });
  }

  if (!isOpen) {
    return (
      <button type="button" className="quiet-button" onClick={() => setOpen(true)}>
        {t('administration.person.rename')}
      </button>
    );
  }
  return (
    <form className="administration-form narrow" onSubmit={submit}>
      <TextField
        label={t('administration.newAccount.displayName')}
        name="displayName"
        autoComplete="off"
        autoCapitalize="words"
        maxLength={80}
        defaultValue={account.displayName}
        ref={focusOnce}
      />
      <p className="form-error" role="alert">
        {renaming.isError && tell(renaming.error).sentence}
      </p>
      <div className="administration-actions">
        <button type="submit" className="primary-button" disabled={renaming.isPending}>
          {t('administration.save')}
        </button>
        <button type="button" className="quiet-button" onClick={() => setOpen(false)}>
          {t('administration.cancel')}
        </button>
      </div>
    </form>
  );
}

function Actions({ account }: AccountProps): JSX.Element {
  const { t } = useTexts();
  const tell = useFailureSentence();
  const { id, displayName: name } = account;
  const resetting = useChange(() => resetPassword(id));
  const unlocking = useChange(() => unlockAccount(id));
  const removing = useChange(() => removeSecondFactorOf(id));
  const enabling = useChange((enabled: boolean) => setAccountEnabled(id, enabled));
  const all = [resetting, unlocking, removing, enabling];
  const busy = all.some(({ isPending }) => isPending);
  const failure = all.find(({ isError }) => isError)?.error;
  if (resetting.data !== undefined) {
    return <PasswordShown once={resetting.data} kind={account.kind} onDone={resetting.reset} />;
  }
  return (
    <>
      <div className="administration-actions">
        <Rename account={account} />
        {account.hasPassword && (
          <Confirmed
            label={t('administration.person.reset')}
            question={t('administration.person.sure.reset', { name })}
            busy={busy}
            onConfirm={() => resetting.mutate(undefined)}
          />
        )}
        {account.hasSecondFactor && (
          <Confirmed
            label={t('administration.person.removeFactor')}
            question={t('administration.person.sure.removeFactor', { name })}
            busy={busy}
            onConfirm={() => removing.mutate(undefined)}
          />
        )}
        <button type="button" className="quiet-button" disabled={busy} onClick={() => unlocking.mutate(undefined)}>
          {t('administration.person.unlock')}
        </button>
        {account.disabledAt === null ? (
          <Confirmed
            label={t('administration.person.disable')}
            question={t('administration.person.sure.disable', { name })}
            busy={busy}
            onConfirm={() => enabling.mutate(false)}
          />
        ) : (
          <button type="button" className="primary-button" disabled={busy} onClick={() => enabling.mutate(true)}>
            {t('administration.person.enable')}
          </button>
        )}
      </div>
      <output>{unlocking.isSuccess && t('administration.person.unlocked')}</output>
      <p className="form-error" role="alert">
        {failure !== undefined && failure !== null && tell(failure).sentence}
      </p>
    </>
  );
}

interface PersonDrawerProps extends AccountProps {
  readonly roles: readonly RoleState[];
  readonly onClose: () => void;
}

/** One account: who it is, what it holds, and what can be done with it. */
export function PersonDrawer({ account, roles, onClose }: PersonDrawerProps): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  useEscape(onClose);
  return (
    <aside className="drawer" aria-label={t('administration.person.label', { name: account.name })}>
      <header>
        <h2 tabIndex={-1} ref={focusOnce}>
          {account.displayName}
        </h2>
        <span className="muted">{account.name}</span>
        <button type="button" className="quiet-button" onClick={onClose}>
          {t('administration.close')}
        </button>
      </header>
      <Facts account={account} />
      <Actions account={account} />
      {holds('access.review') && <PersonGrants accountId={account.id} roles={roles} />}
    </aside>
  );
}
