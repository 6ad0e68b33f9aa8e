import { type AlarmKind, alarmKindSchema } from '@khue/domain/alarm';
import { type JSX, useId, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useAlarmHistory } from '../../data/alarms.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { SeveritySign } from '../../signs/SeveritySign.tsx';
import { useAlarmTitle } from './useAlarmWords.ts';
import '../../controls/field.css';
import './pastAlarms.css';

const columns = ['closed', 'alarm', 'place', 'raised', 'lasted', 'by'] as const;

/** Alarms that are over, page by page. */
export function PastAlarmsTab(): JSX.Element {
  const { t, format } = useTexts();
  const id = useId();
  const titleOf = useAlarmTitle();
  const [kind, setKind] = useState<AlarmKind | null>(null);
  const [before, setBefore] = useState<string | null>(null);
  const page = useAlarmHistory({ kind, before });
  const next = page.data?.next ?? null;
  const kept = page.data?.retention;
  return (
    <section className="alarm-past">
      <p className="alarm-lead">
        {t('alarms.past.lead')}{' '}
        {kept !== undefined && <span title={kept.source}>{t('alarms.past.kept', { count: kept.months })}</span>}
      </p>
      <div className="field alarm-past-filter">
        <label htmlFor={id}>{t('alarms.filter.kind')}</label>
        <div className="field-box">
          <select
            id={id}
            value={kind ?? ''}
            onChange={({ target }) => {
              setKind(alarmKindSchema.options.find((known) => known === target.value) ?? null);
              setBefore(null);
            }}
          >
            <option value="">{t('alarms.filter.any')}</option>
            {alarmKindSchema.options.map((known) => (
              <option key={known} value={known}>
                {t(`alarms.kind.${known}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {page.isError && <Failure what={t('alarms.past.what')} error={page.error} onRetry={() => void page.refetch()} />}
      {page.isPending && <div className="alarm-waiting skeleton" aria-busy="true" />}
      {page.data?.alarms.length === 0 && <p className="notice">{t('alarms.past.empty')}</p>}
      {page.data !== undefined && page.data.alarms.length > 0 && (
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`alarms.past.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.data.alarms.map((alarm) => (
              <tr key={alarm.id} data-alarm-id={alarm.id}>
                <td>{format.dateTime(Date.parse(alarm.closedAt ?? ''))}</td>
                <td>
                  <a className="alarm-past-title" {...linkTo(pathOf({ page: 'alarms', tab: 'open', id: alarm.id }))}>
                    <SeveritySign severity={alarm.severity} hollow />
                    <span className="visually-hidden">{t(`severity.${alarm.severity}`)}</span>
                    {titleOf(alarm)}
                  </a>
                </td>
                <td>{alarm.schoolName}</td>
                <td>{format.dateTime(Date.parse(alarm.raisedAt))}</td>
                <td>{format.duration(Date.parse(alarm.closedAt ?? '') - Date.parse(alarm.raisedAt))}</td>
                <td>{alarm.acknowledgedBy ?? t('alarms.past.nobody')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(before !== null || next !== null) && (
        <div className="log-steps">
          <button type="button" className="quiet-button" disabled={before === null} onClick={() => setBefore(null)}>
            {t('alarms.past.newest')}
          </button>
          <button type="button" className="quiet-button" disabled={next === null} onClick={() => setBefore(next)}>
            {t('alarms.past.older')}
          </button>
        </div>
      )}
    </section>
  );
}
