import type { GrantRow, RoleState } from '@khue/domain/administration';
import { type JSX, useState } from 'react';
import { Failure, useFailureSentence } from '../../controls/Failure.tsx';
import { endGrant, useGrants } from '../../data/administration.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Confirmed } from './Confirmed.tsx';
import { ChangeGrantForm, NewGrantForm } from './GrantForm.tsx';
import { useChange } from './useChange.ts';
import { useGrantSentence } from './useGrantSentence.ts';
import './personGrants.css';

/** By whom and when it was given, and when it was last used. */
function Origin({ row }: { readonly row: GrantRow }): JSX.Element {
  const { t, format } = useTexts();
  const date = format.date(Date.parse(row.grantedAt));
  const given = row.fromIdentity
    ? t('administration.grant.byIdentity', { date })
    : row.grantedBy === null
      ? t('administration.grant.byHouse', { date })
      : t('administration.grant.by', { who: row.grantedBy, date });
  const used =
    row.lastUsedAt === null
      ? t('administration.grant.unused')
      : t('administration.grant.used', { date: format.dateTime(Date.parse(row.lastUsedAt)) });
  return (
    <small>
      {given} · {used}
    </small>
  );
}

interface GrantItemProps {
  readonly row: GrantRow;
  readonly role: RoleState | undefined;
}

function GrantItem({ row, role }: GrantItemProps): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  const sentence = useGrantSentence()(row);
  const tell = useFailureSentence();
  const ending = useChange(() => endGrant(row.grant.id));
  const [isChanging, setChanging] = useState(false);
  return (
    <li data-grant={row.grant.role}>
      <span>{sentence}</span>
      <Origin row={row} />
      {holds('access.manage') && !isChanging && (
        <div className="administration-actions">
          {!row.fromIdentity && (
            <button
              type="button"
              className="quiet-button"
              aria-label={t('administration.grant.changeLabel', { grant: sentence })}
              onClick={() => setChanging(true)}
            >
              {t('administration.grant.change')}
            </button>
          )}
          <Confirmed
            label={t('administration.grant.end')}
            fullLabel={t('administration.grant.endLabel', { grant: sentence })}
            question={t('administration.grant.endSure')}
            busy={ending.isPending}
            onConfirm={() => ending.mutate(undefined)}
          />
        </div>
      )}
      {isChanging && <ChangeGrantForm row={row} role={role} onClose={() => setChanging(false)} />}
      <p className="form-error" role="alert">
        {ending.isError && tell(ending.error).sentence}
      </p>
    </li>
  );
}

interface PersonGrantsProps {
  readonly accountId: string;
  readonly roles: readonly RoleState[];
}

function GrantList({ grants, roles }: { grants: readonly GrantRow[]; roles: readonly RoleState[] }): JSX.Element {
  const { t } = useTexts();
  const sentence = useGrantSentence();
  const open = grants.filter(({ state }) => state !== 'ended');
  const past = grants.filter(({ state }) => state === 'ended');
  return (
    <>
      {open.length === 0 && <p className="administration-none">{t('administration.grant.none')}</p>}
      <ul className="grants">
        {open.map((row) => (
          <GrantItem key={row.grant.id} row={row} role={roles.find(({ name }) => name === row.grant.role)} />
        ))}
      </ul>
      {past.length > 0 && (
        <details>
          <summary>{t('administration.grant.past', { count: past.length })}</summary>
          <ul className="grants past">
            {past.map((row) => (
              <li key={row.grant.id}>
                <span>{sentence(row)}</span>
                <Origin row={row} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What an account holds, as sentences, and the form to give it more. */
export function PersonGrants({ accountId, roles }: PersonGrantsProps): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  const grants = useGrants(accountId);
  const [isAdding, setAdding] = useState(false);
  const canAdd = holds('access.manage') && !isAdding;
  return (
    <section className="person-grants" aria-labelledby="person-grants">
      <h3 id="person-grants">{t('administration.grant.title')}</h3>
      {grants.data !== undefined && <GrantList grants={grants.data} roles={roles} />}
      {grants.data === undefined && grants.isError && (
        <Failure what={t('administration.person.loading')} error={grants.error} onRetry={() => void grants.refetch()} />
      )}
      {grants.isPending && <div className="grants-waiting skeleton" aria-busy="true" />}
      {canAdd && (
        <button type="button" className="primary-button" onClick={() => setAdding(true)}>
          {t('administration.grant.add')}
        </button>
      )}
      {isAdding && <NewGrantForm accountId={accountId} roles={roles} onClose={() => setAdding(false)} />}
    </section>
  );
}
