import { type Alarm, alarmGroup, type AlarmTransition } from '@khue/domain/alarm';
import type { AlarmDetail } from '@khue/domain/alarmApi';
import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { Failure } from '../../controls/Failure.tsx';
import { RequestError } from '../../data/http.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { SeveritySign } from '../../signs/SeveritySign.tsx';
import { AlarmActs } from './AlarmActs.tsx';
import { useAlarmTitle } from './useAlarmWords.ts';
import './chosenAlarm.css';

function History({ lines }: { readonly lines: readonly AlarmTransition[] }): JSX.Element {
  const { t, format } = useTexts();
  return (
    <section className="alarm-history" aria-label={t('alarms.history.title')}>
      <h3>{t('alarms.history.title')}</h3>
      <ol>
        {lines.toReversed().map(({ version, at, kind, actorId, actorName, comment }) => (
          <li key={version} data-transition={kind}>
            <time dateTime={at}>{format.dateTime(Date.parse(at))}</time>
            <span>
              <b>{t(`alarms.history.${kind}`)}</b> · {actorId === null ? t('alarms.history.house') : actorName}
              {comment !== null && <q>{comment}</q>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Facts({ alarm }: { readonly alarm: Alarm }): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const { raisedAt, conditionSince, condition, closedAt, shelvedUntil, acknowledgedBy, acknowledgedAt } = alarm;
  const states = [
    closedAt === null
      ? t(`alarms.condition.${condition}`)
      : t('alarms.chosen.over', { time: format.moment(Date.parse(closedAt), now) }),
    acknowledgedBy !== null &&
      t('alarms.takenBy', { name: acknowledgedBy, time: format.moment(Date.parse(acknowledgedAt ?? ''), now) }),
    shelvedUntil !== null && t('alarms.shelvedUntil', { time: format.moment(Date.parse(shelvedUntil), now) }),
  ].filter((state) => state !== false);
  return (
    <dl className="alarm-facts">
      <dt>{t('alarms.chosen.state')}</dt>
      <dd data-fact="state">{states.join(' · ')}</dd>
      <dt>{t(condition === 'active' ? 'alarms.chosen.since' : 'alarms.chosen.returnedAt')}</dt>
      <dd>{format.dateTime(Date.parse(conditionSince))}</dd>
      <dt>{t('alarms.chosen.raised')}</dt>
      <dd>{format.dateTime(Date.parse(raisedAt))}</dd>
      {closedAt === null && (
        <>
          <dt>{t('alarms.chosen.waited')}</dt>
          <dd>{format.duration(now - Date.parse(raisedAt))}</dd>
        </>
      )}
    </dl>
  );
}

function Head({ alarm }: { readonly alarm: Alarm }): JSX.Element {
  const { t } = useTexts();
  const title = useAlarmTitle()(alarm);
  const { severity, schoolName, schoolId, cameraId, synthetic } = alarm;
  return (
    <header className="alarm-chosen-head">
      <SeveritySign severity={severity} hollow={alarmGroup(alarm) !== 'unacknowledged'} />
      <div>
        <h2>{title}</h2>
        <p>
          <b>{t(`severity.${severity}`)}</b> · {schoolName}{' '}
          {synthetic && <span className="synthetic-badge small">{t('synthetic.mark')}</span>}
        </p>
        <a {...linkTo(pathOf({ page: 'monitor', schoolId, cameraId }))}>{t('alarms.chosen.openSchool')}</a>
      </div>
    </header>
  );
}

interface ChosenAlarmProps {
  readonly id: string | null;
  readonly detail: UseQueryResult<AlarmDetail>;
}

/** The chosen alarm: what it is, what can be done about it, who did what. */
export function ChosenAlarm({ id, detail }: ChosenAlarmProps): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  const { data, error } = detail;
  if (id === null) {
    return (
      <aside className="alarm-chosen idle" aria-label={t('alarms.chosen.label')}>
        <h2>{t('alarms.chosen.none')}</h2>
        <p>{t('alarms.chosen.hint')}</p>
      </aside>
    );
  }
  const isMissing = error instanceof RequestError && (error.status === 404 || error.status === 400);
  return (
    <aside className="alarm-chosen" aria-label={t('alarms.chosen.label')} data-chosen-alarm={id}>
      {data !== undefined && (
        <>
          <Head alarm={data.alarm} />
          {data.alarm.closedAt === null && holds('alarm.handle') && <AlarmActs key={id} alarm={data.alarm} />}
          <Facts alarm={data.alarm} />
          <History lines={data.transitions} />
        </>
      )}
      {data === undefined && detail.isPending && <div className="alarm-waiting skeleton" aria-busy="true" />}
      {data === undefined && isMissing && <p className="notice">{t('alarms.chosen.missing')}</p>}
      {data === undefined && error !== null && !isMissing && (
        <Failure what={t('alarms.chosen.what')} error={error} onRetry={() => void detail.refetch()} />
      )}
    </aside>
  );
}
