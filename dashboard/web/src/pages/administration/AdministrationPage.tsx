import type { Permission } from '@khue/domain/access';
import { type JSX, useEffect } from 'react';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { type AdministrationTab, linkTo, pathOf } from '../../router.ts';
import { PeopleTab } from './PeopleTab.tsx';
import { ReviewTab } from './ReviewTab.tsx';
import { RolesTab } from './RolesTab.tsx';
import './administration.css';

/** What each tab asks for: who does not hold it, does not see it. */
const tabs: readonly { readonly tab: AdministrationTab; readonly needs: Permission }[] = [
  { tab: 'people', needs: 'account.manage' },
  { tab: 'roles', needs: 'access.review' },
  { tab: 'review', needs: 'access.review' },
];

function Tab({ tab, id }: { readonly tab: AdministrationTab; readonly id: string | null }): JSX.Element {
  switch (tab) {
    case 'people':
      return <PeopleTab openId={id} />;
    case 'roles':
      return <RolesTab openName={id} />;
    case 'review':
      return <ReviewTab />;
    default:
      return tab satisfies never;
  }
}

interface AdministrationPageProps {
  readonly tab: AdministrationTab;
  /** An account, or the name of a role. */
  readonly id: string | null;
}

/** People, roles, and the review of who may do what. */
export function AdministrationPage({ tab, id }: AdministrationPageProps): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  const open = tabs.filter(({ needs }) => holds(needs));
  const shown = open.find((known) => known.tab === tab) ?? open[0];
  useEffect(() => {
    document.title = `${t('administration.title')} · ${t('product')}`;
  }, [t]);

  return (
    <div className="page administration">
      <header className="page-head">
        <h1>{t('administration.title')}</h1>
        <p>{t('administration.lead')}</p>
        <nav className="page-tabs" aria-label={t('administration.tabs.label')}>
          {open.map((known) => (
            <a
              key={known.tab}
              aria-current={known === shown ? 'page' : undefined}
              {...linkTo(pathOf({ page: 'administration', tab: known.tab, id: null }))}
            >
              {t(`administration.tabs.${known.tab}`)}
            </a>
          ))}
        </nav>
      </header>
      {shown !== undefined && <Tab tab={shown.tab} id={shown.tab === tab ? id : null} />}
    </div>
  );
}
