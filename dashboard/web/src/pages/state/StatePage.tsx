import type { SystemState } from '@khue/domain/api';
import type { TierState, TierStatus } from '@khue/domain/tier';
import { type JSX, lazy, Suspense, useEffect } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { Failure } from '../../controls/Failure.tsx';
import { useSystemState } from '../../data/systemState.ts';
import { useTexts } from '../../i18n/language.ts';
import { figureName, knownRemark, silentSeconds } from './tierWords.ts';
import './state.css';

const SamplesChart = lazy(async () => ({ default: (await import('./SamplesChart.tsx')).SamplesChart }));

function TierSign({ state }: { readonly state: TierState }): JSX.Element {
  return (
    <svg className={`tier-sign ${state}`} viewBox="0 0 16 16" aria-hidden="true">
      {state === 'up' && <path d="m3 8.500 3.400 3.500L13 4.500" />}
      {state === 'starting' && <path d="M8 2a6 6 0 1 1-6 6" />}
      {state === 'degraded' && <path d="M8 2.200 14.600 14H1.400ZM8 6.500v3.200M8 11.600v.6" />}
      {state === 'down' && <path d="m3 3 10 10M13 3 3 13" />}
    </svg>
  );
}

/** Why a tier is not well, in the reader's language where it is known. */
function Remark({ remark }: { readonly remark: string }): JSX.Element {
  const { t } = useTexts();
  const seconds = silentSeconds(remark);
  if (seconds !== null) return <p className="tier-remark">{t('state.remark.silent', { seconds })}</p>;
  const known = knownRemark(remark);
  return <p className="tier-remark">{known === null ? <code lang="en">{remark}</code> : t(`state.remark.${known}`)}</p>;
}

function FigureName({ name }: { readonly name: string }): JSX.Element {
  const { language } = useTexts();
  const known = figureName(name, language);
  return known === null ? <code lang="en">{name}</code> : <span title={name}>{known}</span>;
}

function Tier({ status }: { readonly status: TierStatus }): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const metrics = Object.entries(status.metrics);
  return (
    <article className={`tier ${status.state}`} data-tier={status.tier} data-tier-state={status.state}>
      <header>
        <TierSign state={status.state} />
        <h3>{t(`state.tier.${status.tier}`)}</h3>
        <span>{t(`state.tierState.${status.state}`)}</span>
      </header>
      <p className="tier-meta">
        {[
          status.state === 'down' ? null : t('state.since', { time: format.moment(Date.parse(status.startedAt), now) }),
          t('state.heard', { age: format.duration(now - Date.parse(status.at)) }),
          t('state.version', { version: status.version }),
        ]
          .filter((part) => part !== null)
          .map((part) => part.replaceAll(' ', '\u00a0'))
          .join(' · ')}
      </p>
      {status.remark !== null && <Remark remark={status.remark} />}
      {metrics.length === 0 ? (
        <p className="tier-meta">{t('state.noMetrics')}</p>
      ) : (
        <details>
          <summary>{t('state.metrics', { count: metrics.length })}</summary>
          <dl>
            {metrics.map(([name, value]) => (
              <div key={name}>
                <dt>
                  <FigureName name={name} />
                </dt>
                <dd>{format.number(value, 1)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </article>
  );
}

function Samples({ state }: { readonly state: SystemState }): JSX.Element {
  const { t, format } = useTexts();
  const counts = state.samplesPerMinute.map((minute) => minute.samples);
  const most = Math.max(0, ...counts);
  return (
    <section className="samples">
      <h2>{t('state.samples')}</h2>
      {most === 0 ? (
        <p className="samples-empty hatched">{t('state.samplesEmpty')}</p>
      ) : (
        <>
          <p>{t('state.samplesSummary', { max: format.number(most), last: format.number(counts.at(-1) ?? 0) })}</p>
          <Suspense fallback={<div className="samples-chart skeleton" />}>
            <SamplesChart minutes={state.samplesPerMinute} />
          </Suspense>
        </>
      )}
    </section>
  );
}

/** Whether every part of the house runs, and whether data comes in. */
export function StatePage(): JSX.Element {
  const { t } = useTexts();
  const state = useSystemState();
  useEffect(() => {
    document.title = `${t('state.title')} · ${t('product')}`;
  }, [t]);
  const { data } = state;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('state.title')}</h1>
        <p>{t('state.lead')}</p>
      </header>
      {state.isError && <Failure what={t('state.loading')} error={state.error} onRetry={() => void state.refetch()} />}
      {state.isPending && <div className="samples-chart skeleton" aria-busy="true" />}
      {data !== undefined && !state.isError && (
        <>
          <section className="tiers" aria-label={t('state.title')}>
            {data.tiers.map((status) => (
              <Tier key={status.tier} status={status} />
            ))}
          </section>
          <Samples state={data} />
          <p className="database-line">
            {t('state.database', { version: data.database.version })} · {t(`state.edition.${data.database.edition}`)}
          </p>
        </>
      )}
    </div>
  );
}
