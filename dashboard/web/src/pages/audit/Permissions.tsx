import type { ListedPermission } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { useSecond } from '../../clock/useNow.ts';
import { endAuditPermission, useAuditChange, useAuditPermissions } from '../../data/audits.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { ChangeError } from '../privacy/fields.tsx';
import { NewPermission } from './NewPermission.tsx';

type State = 'in_force' | 'planned' | 'past' | 'ended';

function stateOf({ validFrom, validTo, endedAt }: ListedPermission, now: number): State {
  if (endedAt !== null) return 'ended';
  if (now < Date.parse(validFrom)) return 'planned';
  return now < Date.parse(validTo) ? 'in_force' : 'past';
}

interface RowProps {
  readonly permission: ListedPermission;
  readonly busy: boolean;
  /** null: may not. */
  readonly onEnd: ((id: string) => void) | null;
}

function Row({ permission, busy, onEnd }: RowProps): JSX.Element {
  const { t, format } = useTexts();
  const state = stateOf(permission, useSecond());
  const { paper, signer, scope, addressRanges, validFrom, validTo, recordedBy, recordedAt } = permission;
  const day = (text: string): string => format.date(Date.parse(text));
  return (
    <tr data-permission={permission.id} data-state={state}>
      <td>
        <b>{paper}</b>
        <small>
          {t('audit.permissions.recorded', { name: recordedBy, time: format.dateTime(Date.parse(recordedAt)) })}
        </small>
      </td>
      <td>{signer}</td>
      <td>
        {t('audit.permissions.schools', { count: permission.schoolIds.length })}
        <small>{t(`audit.permissions.scopes.${scope}`)}</small>
      </td>
      <td>
        {addressRanges === null ? (
          <small>{t('audit.permissions.rangesUntold')}</small>
        ) : (
          <code>{addressRanges.join(', ')}</code>
        )}
      </td>
      <td>
        <span className={state === 'in_force' ? 'said' : ''}>{t(`audit.permissions.state.${state}`)}</span>
        <small>{t('audit.permissions.span', { from: day(validFrom), to: day(validTo) })}</small>
      </td>
      <td>
        {onEnd !== null && (state === 'in_force' || state === 'planned') && (
          <button
            type="button"
            className="quiet-button"
            disabled={busy}
            aria-label={t('audit.permissions.endWhat', { what: paper })}
            onClick={() => onEnd(permission.id)}
          >
            {t('audit.permissions.end')}
          </button>
        )}
      </td>
    </tr>
  );
}

const columns = ['paper', 'signer', 'scope', 'ranges', 'to', 'actions'] as const;

function PermissionTable({ permissions }: { readonly permissions: readonly ListedPermission[] }): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('audit.manage');
  const ending = useAuditChange(endAuditPermission);
  if (permissions.length === 0) return <p className="audit-none">{t('audit.permissions.none')}</p>;
  return (
    <>
      <ChangeError error={ending.error} />
      <table className="register-table permissions-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`audit.permissions.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission) => (
            <Row
              key={permission.id}
              permission={permission}
              busy={ending.isPending}
              onEnd={manages ? (id) => ending.mutate(id) : null}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Records of permission: whose cameras may be asked, from when to when, by whose signature. */
export function Permissions(): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('audit.manage');
  return (
    <>
      <section className="audit-part" aria-labelledby="audit-permissions">
        <h2 id="audit-permissions">{t('audit.permissions.title')}</h2>
        <p className="audit-lead">{t('audit.permissions.lead')}</p>
        <Loaded what="audit.loading" query={useAuditPermissions()}>
          {(list) => <PermissionTable permissions={list} />}
        </Loaded>
      </section>
      {manages && <NewPermission />}
    </>
  );
}
