import { type JSX, useEffect, useState } from 'react';
import { useOpenAlarms } from '../../data/alarms.ts';
import { alarmCounts } from '../../data/schoolAlarms.ts';
import { useTexts } from '../../i18n/language.ts';
import { type AlarmTab, linkTo, pathOf } from '../../router.ts';
import { FeedBanner } from '../monitor/FeedBanner.tsx';
import { useShortcut } from '../monitor/useShortcut.ts';
import { AlarmRulesTab } from './AlarmRulesTab.tsx';
import { OpenAlarmsTab } from './OpenAlarmsTab.tsx';
import { PastAlarmsTab } from './PastAlarmsTab.tsx';
import './alarms.css';
import './alarmRow.css';

const tabs = ['open', 'history', 'rules'] as const satisfies readonly AlarmTab[];

interface AlarmsPageProps {
  readonly tab: AlarmTab;
  readonly id: string | null;
}

function Keys(): JSX.Element {
  const { t } = useTexts();
  const keys = [
    ['↑ ↓', 'move'],
    ['↵', 'open'],
    ['N', 'acknowledge'],
    ['T', 'shelve'],
    ['C', 'comment'],
    ['D', 'still'],
  ] as const;
  return (
    <footer className="call-keys">
      {keys.map(([key, word]) => (
        <span key={word}>
          <kbd>{key}</kbd> {t(`alarms.keys.${word}`)}
        </span>
      ))}
    </footer>
  );
}

function Summary(): JSX.Element | null {
  const { t, format } = useTexts();
  const { data } = useOpenAlarms();
  if (data === undefined) return null;
  const { unacknowledged, open } = alarmCounts(data);
  const values = { unacknowledged: format.number(unacknowledged), open: format.number(open) };
  return (
    <span className="alarm-summary" aria-live="polite">
      {t('alarms.summary', values)}
    </span>
  );
}

/** The alarm desk: what is open, what is over, by which rules. */
export function AlarmsPage({ tab, id }: AlarmsPageProps): JSX.Element {
  const { t } = useTexts();
  const [stilled, setStilled] = useState(false);
  useShortcut('d', () => setStilled((before) => !before));
  useEffect(() => {
    document.title = `${t('alarms.title')} · ${t('product')}`;
  }, [t]);
  return (
    <div className={stilled ? 'alarms stilled' : 'alarms'}>
      <header className="alarms-head">
        <h1>{t('alarms.title')}</h1>
        <Summary />
        <nav className="page-tabs" aria-label={t('alarms.tab.label')}>
          {tabs.map((name) => (
            <a
              key={name}
              aria-current={name === tab ? 'page' : undefined}
              {...linkTo(pathOf({ page: 'alarms', tab: name, id: null }))}
            >
              {t(`alarms.tab.${name}`)}
            </a>
          ))}
        </nav>
      </header>
      {tab === 'open' && <FeedBanner />}
      {tab === 'open' && <OpenAlarmsTab id={id} />}
      {tab === 'history' && <PastAlarmsTab />}
      {tab === 'rules' && <AlarmRulesTab />}
      {tab === 'open' && <Keys />}
    </div>
  );
}
