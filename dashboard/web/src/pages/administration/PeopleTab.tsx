import type { AccountStateAnswer, RoleState } from '@khue/domain/administration';
import { foldForSearch } from '@khue/domain/text';
import { type JSX, useId, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useAccounts, useRoles } from '../../data/administration.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, navigate, pathOf } from '../../router.ts';
import { NewAccountForm } from './NewAccountForm.tsx';
import { PersonDrawer } from './PersonDrawer.tsx';
import './people.css';

const shows = ['all', 'enabled', 'disabled', 'unused', 'withoutRole'] as const;
type Show = (typeof shows)[number];

/** Rows drawn at once. */
const rowsAtOnce = 100;

function isShown(account: AccountStateAnswer, show: Show): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'enabled':
      return account.disabledAt === null;
    case 'disabled':
      return account.disabledAt !== null;
    case 'unused':
      return account.unused;
    case 'withoutRole':
      return account.roles.length === 0;
    default:
      return show satisfies never;
  }
}

function stateOf(account: AccountStateAnswer): 'enabled' | 'disabled' | 'unused' | 'mustChange' {
  if (account.disabledAt !== null) return 'disabled';
  if (account.unused) return 'unused';
  return account.mustChangePassword ? 'mustChange' : 'enabled';
}

interface AccountRowProps {
  readonly account: AccountStateAnswer;
  readonly roles: readonly RoleState[];
  readonly isOpen: boolean;
}

function AccountRow({ account, roles, isOpen }: AccountRowProps): JSX.Element {
  const { t, format, language } = useTexts();
  const path = pathOf({ page: 'administration', tab: 'people', id: account.id });
  const titles = account.roles.map((name) => roles.find((role) => role.name === name)?.title[language] ?? name);
  const state = stateOf(account);
  const last = account.lastSignInAt;
  return (
    <tr data-account={account.name} aria-current={isOpen}>
      <td>
        <a {...linkTo(path)}>{account.name}</a>
      </td>
      <td>
        {account.displayName}
        {account.kind === 'client' && <em className="account-kind">{t('administration.people.client')}</em>}
      </td>
      <td className={titles.length === 0 ? 'muted' : undefined}>
        {titles.length === 0 ? t('administration.people.noRole') : titles.join(', ')}
      </td>
      <td className={last === null ? 'muted' : 'moment'}>
        {last === null ? t('administration.people.never') : format.dateTime(Date.parse(last))}
      </td>
      <td className={`account-state ${state}`}>{t(`administration.people.states.${state}`)}</td>
    </tr>
  );
}

interface AccountTableProps {
  readonly accounts: readonly AccountStateAnswer[];
  readonly roles: readonly RoleState[];
  readonly openId: string | null;
}

function AccountTable({ accounts, roles, openId }: AccountTableProps): JSX.Element {
  const { t } = useTexts();
  const [rows, setRows] = useState(rowsAtOnce);
  if (accounts.length === 0) return <p className="administration-none">{t('administration.people.none')}</p>;
  const rest = accounts.length - rows;
  return (
    <>
      <table>
        <thead>
          <tr>
            {(['name', 'displayName', 'roles', 'lastSignIn', 'state'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`administration.people.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {accounts.slice(0, rows).map((account) => (
            <AccountRow key={account.id} account={account} roles={roles} isOpen={account.id === openId} />
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <button type="button" className="quiet-button" onClick={() => setRows(rows + rowsAtOnce)}>
          {t('administration.people.more', { count: Math.min(rest, rowsAtOnce) })}
        </button>
      )}
    </>
  );
}

interface PeopleProps {
  readonly accounts: readonly AccountStateAnswer[];
  readonly openId: string | null;
}

function People({ accounts, openId }: PeopleProps): JSX.Element {
  const { t, format } = useTexts();
  const searchId = useId();
  const showId = useId();
  const roles = useRoles().data ?? [];
  const [query, setQuery] = useState('');
  const [show, setShow] = useState<Show>('all');
  const [isAdding, setAdding] = useState(false);
  const words = foldForSearch(query).split(' ');
  const found = accounts.filter((account) => {
    const folded = foldForSearch(`${account.name} ${account.displayName}`);
    return isShown(account, show) && words.every((word) => folded.includes(word));
  });
  const open = accounts.find(({ id }) => id === openId);
  const openAccount = (id: string | null): void => navigate(pathOf({ page: 'administration', tab: 'people', id }));
  return (
    <div className={open === undefined ? 'people' : 'people with-drawer'}>
      <section className="administration-list" aria-label={t('administration.tabs.people')}>
        <div className="administration-tools">
          <label htmlFor={searchId} className="visually-hidden">
            {t('administration.people.search')}
          </label>
          <input
            id={searchId}
            type="search"
            placeholder={t('administration.people.search')}
            autoComplete="off"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <label htmlFor={showId}>{t('administration.people.show')}</label>
          <select
            id={showId}
            value={show}
            onChange={(event) => setShow(shows.find((option) => option === event.target.value) ?? 'all')}
          >
            {shows.map((option) => (
              <option key={option} value={option}>
                {t(`administration.people.${option}`)}
              </option>
            ))}
          </select>
          <output>
            {t('administration.people.shown', {
              shown: format.number(found.length),
              all: format.number(accounts.length),
            })}
          </output>
          <button type="button" className="primary-button" disabled={isAdding} onClick={() => setAdding(true)}>
            {t('administration.people.add')}
          </button>
        </div>
        {isAdding && <NewAccountForm onOpen={openAccount} onClose={() => setAdding(false)} />}
        <AccountTable accounts={found} roles={roles} openId={openId} />
      </section>
      {open !== undefined && (
        <PersonDrawer key={open.id} account={open} roles={roles} onClose={() => openAccount(null)} />
      )}
    </div>
  );
}

/** Accounts of people and other systems, and one of them opened. */
export function PeopleTab({ openId }: { readonly openId: string | null }): JSX.Element {
  const { t } = useTexts();
  const accounts = useAccounts(true);
  if (accounts.data !== undefined) return <People accounts={accounts.data} openId={openId} />;
  if (accounts.isError) {
    const what = t('administration.people.loading');
    return <Failure what={what} error={accounts.error} onRetry={() => void accounts.refetch()} />;
  }
  return <div className="administration-waiting skeleton" aria-busy="true" />;
}
