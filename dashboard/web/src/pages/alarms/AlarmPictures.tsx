import type { Alarm } from '@khue/domain/alarm';
import type { JSX } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useSchoolDetail } from '../../data/schools.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { CameraTile } from '../monitor/CameraTile.tsx';
import { LookGate, LookPurpose } from '../monitor/LookReason.tsx';
import './alarmPictures.css';

/** Pictures of a school that stand beside its alarm. */
const schoolPictures = 4;

/** What it looks like there now: the camera of the alarm, or the first of its school. */
export function AlarmPictures({ alarm }: { readonly alarm: Alarm }): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  const detail = useSchoolDetail(alarm.schoolId);
  if (!holds('camera.live')) return <p className="notice">{t('alarms.chosen.noPictureRight')}</p>;
  if (detail.data === undefined) {
    if (!detail.isError) return <div className="alarm-pictures skeleton" aria-busy="true" />;
    return <Failure what={t('alarms.chosen.pictures')} error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  const cameras =
    alarm.cameraId === null
      ? detail.data.cameras.filter(({ closed }) => !closed).slice(0, schoolPictures)
      : detail.data.cameras.filter(({ id }) => id === alarm.cameraId);
  if (cameras.length === 0) return <p className="notice">{t('alarms.chosen.noCamera')}</p>;
  return (
    <section className="alarm-pictures" aria-label={t('alarms.chosen.pictures')}>
      <LookPurpose />
      <LookGate>
        <div className="alarm-tiles" data-count={cameras.length}>
          {cameras.map((camera) => (
            <CameraTile key={camera.id} camera={camera} schoolId={alarm.schoolId} open={false} />
          ))}
        </div>
      </LookGate>
    </section>
  );
}
