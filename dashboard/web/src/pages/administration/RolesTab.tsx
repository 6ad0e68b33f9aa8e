import type { RoleState } from '@khue/domain/administration';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useRoles } from '../../data/administration.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, navigate, pathOf } from '../../router.ts';
import { RoleEditor } from './RoleEditor.tsx';
import './roles.css';

const rolePath = (id: string | null): string => pathOf({ page: 'administration', tab: 'roles', id });

interface RolesProps {
  readonly roles: readonly RoleState[];
  readonly openName: string | null;
}

function Roles({ roles, openName }: RolesProps): JSX.Element {
  const { t, language } = useTexts();
  const holds = useHolds();
  const [isAdding, setAdding] = useState(false);
  const sorted = roles.toSorted(
    (a, b) => Number(b.builtIn) - Number(a.builtIn) || a.title[language].localeCompare(b.title[language], language),
  );
  const open = isAdding ? null : (roles.find(({ name }) => name === openName) ?? sorted[0] ?? null);
  return (
    <div className="roles">
      <nav aria-label={t('administration.roles.list')}>
        <ul>
          {sorted.map((role) => (
            <li key={role.name} onClickCapture={() => setAdding(false)}>
              <a aria-current={open?.name === role.name ? 'true' : undefined} {...linkTo(rolePath(role.name))}>
                {role.title[language]}
                <small>
                  {t('administration.roles.holders', { count: role.holders })}
                  {role.builtIn && ` · ${t('administration.roles.builtIn')}`}
                </small>
              </a>
            </li>
          ))}
        </ul>
        {holds('access.manage') && (
          <button type="button" className="quiet-button" disabled={isAdding} onClick={() => setAdding(true)}>
            {t('administration.roles.add')}
          </button>
        )}
      </nav>
      <RoleEditor
        key={open?.name ?? ''}
        role={open}
        names={roles.map(({ name }) => name)}
        onLeave={(name) => {
          setAdding(false);
          navigate(rolePath(name));
        }}
      />
    </div>
  );
}

/** What each role lets its holders do. */
export function RolesTab({ openName }: { readonly openName: string | null }): JSX.Element {
  const { t } = useTexts();
  const roles = useRoles();
  if (roles.data !== undefined) return <Roles roles={roles.data} openName={openName} />;
  if (roles.isError) {
    const what = t('administration.roles.loading');
    return <Failure what={what} error={roles.error} onRetry={() => void roles.refetch()} />;
  }
  return <div className="administration-waiting skeleton" aria-busy="true" />;
}
