import { isWhole, type LogFault, type LogState } from '@khue/domain/log';
import { faultSentence } from '@khue/domain/logFaultSentence';
import type { JSX } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useLogState } from '../../data/log.ts';
import { useTexts } from '../../i18n/language.ts';

function Fault({ fault }: { readonly fault: LogFault }): JSX.Element {
  const { language } = useTexts();
  return <li>{faultSentence(fault, language)}</li>;
}

function Verified({ verification }: Pick<LogState, 'verification'>): JSX.Element {
  const { t, format } = useTexts();
  if (verification === null) return <dd className="log-unknown">{t('log.state.never')}</dd>;
  const time = format.dateTime(Date.parse(verification.at));
  const { faults, unknownKeys } = verification;
  const whole = isWhole(verification);
  const found =
    faults.length > 0
      ? t('log.state.broken', { count: faults.length, time })
      : t('log.state.unsigned', { count: unknownKeys, time });
  return (
    <dd className={whole ? 'log-whole' : 'log-broken'}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={whole ? 'm3 8.500 3.400 3.500L13 4.500' : 'm3 3 10 10M13 3 3 13'} />
      </svg>
      {whole ? t('log.state.whole', { time }) : found}
    </dd>
  );
}

/** Whether the log is as it was written, up to where it is signed, how long it is kept. */
export function LogStateStrip(): JSX.Element {
  const { t, format } = useTexts();
  const state = useLogState();
  if (state.isError) {
    return <Failure what={t('log.loading')} error={state.error} onRetry={() => void state.refetch()} />;
  }
  if (state.data === undefined) return <div className="log-state skeleton" aria-busy="true" />;
  const { newest, retention, verification, anchor } = state.data;
  const [year, month, day] = (anchor?.day ?? '').split('-');
  return (
    <section className="log-state" aria-label={t('log.state.label')}>
      <dl>
        <div>
          <dt>{t('log.state.verified')}</dt>
          <Verified verification={verification} />
        </div>
        <div>
          <dt>{t('log.state.rows')}</dt>
          <dd>{format.number(newest)}</dd>
        </div>
        <div>
          <dt>{t('log.state.anchor')}</dt>
          <dd>
            {anchor === null
              ? t('log.state.noAnchor')
              : t('log.state.anchorOf', { day: `${day}/${month}/${year}`, number: format.number(anchor.number) })}
          </dd>
        </div>
        <div>
          <dt>{t('log.state.retention')}</dt>
          <dd title={retention.source}>{t('log.state.months', { count: retention.months })}</dd>
        </div>
      </dl>
      {verification !== null && verification.faults.length > 0 && (
        <ul>
          {verification.faults.slice(0, 10).map((fault) => (
            <Fault key={JSON.stringify(fault)} fault={fault} />
          ))}
        </ul>
      )}
    </section>
  );
}
