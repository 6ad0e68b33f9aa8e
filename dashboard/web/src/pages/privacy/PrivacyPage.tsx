import { type JSX, useEffect } from 'react';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf, type PrivacyTab, privacyTabs } from '../../router.ts';
import { Incidents } from './Incidents.tsx';
import { Purposes } from './Purposes.tsx';
import { SubjectRequests } from './SubjectRequests.tsx';
import { Zones } from './Zones.tsx';
import './privacy.css';

/** Registers that only those see who hold the permission; the other parts are everybody's. */
const registers: ReadonlySet<PrivacyTab> = new Set(['requests', 'incidents']);

function Part({ tab }: { readonly tab: PrivacyTab }): JSX.Element {
  switch (tab) {
    case 'purposes':
      return <Purposes />;
    case 'zones':
      return <Zones />;
    case 'requests':
      return <SubjectRequests />;
    case 'incidents':
      return <Incidents />;
    default:
      return tab satisfies never;
  }
}

/** Personal data: purposes, closed zones, requests of persons concerned, incidents. */
export function PrivacyPage({ tab }: { readonly tab: PrivacyTab }): JSX.Element {
  const { t } = useTexts();
  const seesRegisters = useHolds()('privacy.view');
  useEffect(() => {
    document.title = `${t('privacy.title')} · ${t('product')}`;
  }, [t]);
  const isSeen = seesRegisters || !registers.has(tab);
  return (
    <div className="page privacy">
      <header className="page-head">
        <h1>{t('privacy.title')}</h1>
        <p>{t('privacy.lead')}</p>
      </header>
      <nav className="page-tabs" aria-label={t('privacy.tabs.label')}>
        {privacyTabs
          .filter((name) => seesRegisters || !registers.has(name))
          .map((name) => (
            <a
              key={name}
              aria-current={name === tab ? 'page' : undefined}
              {...linkTo(pathOf({ page: 'privacy', tab: name }))}
            >
              {t(`privacy.tabs.${name}`)}
            </a>
          ))}
      </nav>
      {isSeen ? <Part tab={tab} /> : <p className="privacy-none">{t('privacy.notAllowed')}</p>}
    </div>
  );
}
