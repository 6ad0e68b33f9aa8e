import { type JSX, useEffect } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { type AuditPlace, type AuditTab, auditTabs, linkTo, pathOf } from '../../router.ts';
import { CampaignBoard } from './CampaignBoard.tsx';
import { Campaigns } from './Campaigns.tsx';
import { Exceptions } from './Exceptions.tsx';
import { Permissions } from './Permissions.tsx';
import { Rules } from './Rules.tsx';
import './audit.css';

function Part({ tab }: { readonly tab: AuditTab }): JSX.Element {
  switch (tab) {
    case 'campaigns':
      return <Campaigns />;
    case 'permissions':
      return <Permissions />;
    case 'exceptions':
      return <Exceptions />;
    case 'rules':
      return <Rules />;
    default:
      return tab satisfies never;
  }
}

interface AuditPageProps {
  readonly tab: AuditTab;
  readonly campaign: AuditPlace | null;
}

/** Audits of cameras: campaigns and what they found, permissions, waivers and stops, rules. */
export function AuditPage({ tab, campaign }: AuditPageProps): JSX.Element {
  const { t } = useTexts();
  useEffect(() => {
    document.title = `${t('audit.title')} · ${t('product')}`;
  }, [t]);
  if (campaign !== null) return <CampaignBoard key={campaign.id} place={campaign} />;
  return (
    <div className="page audit">
      <header className="page-head">
        <h1>{t('audit.title')}</h1>
        <p>{t('audit.lead')}</p>
      </header>
      <nav className="page-tabs" aria-label={t('audit.tabs.label')}>
        {auditTabs.map((name) => (
          <a
            key={name}
            aria-current={name === tab ? 'page' : undefined}
            {...linkTo(pathOf({ page: 'audit', tab: name, campaign: null }))}
          >
            {t(`audit.tabs.${name}`)}
          </a>
        ))}
      </nav>
      <Part tab={tab} />
    </div>
  );
}
