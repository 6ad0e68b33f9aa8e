import { useMutation } from '@tanstack/react-query';
import type { JSX } from 'react';
import { lockSession, useSession, useSessionUpdate } from '../data/session.ts';
import { useTexts } from '../i18n/language.ts';
import { linkTo, pathOf } from '../router.ts';

/** The way to one's own account, and locking the screen before one leaves the desk. */
export function AccountButtons(): JSX.Element | null {
  const { t } = useTexts();
  const session = useSession();
  const update = useSessionUpdate();
  const locking = useMutation({ mutationFn: lockSession, onSuccess: update });
  if (session === null || session.isWall) return null;
  return (
    <>
      <a
        className="top-leave"
        title={t('top.account', { name: session.displayName })}
        {...linkTo(pathOf({ page: 'account' }))}
      >
        <svg className="top-sign" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 8.200a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600ZM2.800 13.600c.7-2.200 2.700-3.500 5.200-3.500s4.500 1.300 5.200 3.500" />
        </svg>
        <span className="visually-hidden">{t('account.open')}</span>
      </a>
      <button
        type="button"
        className="top-leave"
        title={t('account.lock')}
        disabled={locking.isPending}
        onClick={() => locking.mutate()}
      >
        <svg className="top-sign" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3.500 7.200h9v6.300h-9ZM5.400 7.200V5a2.600 2.600 0 0 1 5.200 0v2.200M8 9.800v1.400" />
        </svg>
        <span className="visually-hidden">{t('account.lock')}</span>
      </button>
    </>
  );
}
