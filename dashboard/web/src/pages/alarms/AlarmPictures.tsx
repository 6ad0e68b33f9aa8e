import type { Alarm } from '@khue/domain/alarm';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useSchoolDetail } from '../../data/schools.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { CameraList } from '../monitor/CameraList.tsx';
import { CameraTile } from '../monitor/CameraTile.tsx';
import { LookGate, LookPurpose } from '../monitor/LookReason.tsx';
import './alarmPictures.css';

/** Pictures at once beside the alarm of a school; beside that of a camera: its own, and one that is picked to compare. */
const schoolPictures = 4;
const cameraPictures = 2;

/** What it looks like there now: the camera of the alarm, or the first of its school; others are picked from a list. */
export function AlarmPictures({ alarm }: { readonly alarm: Alarm }): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  const detail = useSchoolDetail(alarm.schoolId);
  const [pickedId, setPickedId] = useState<string | null>(null);
  if (!holds('camera.live')) return <p className="notice">{t('alarms.chosen.noPictureRight')}</p>;
  if (detail.data === undefined) {
    if (!detail.isError) return <div className="alarm-pictures skeleton" aria-busy="true" />;
    return <Failure what={t('alarms.chosen.pictures')} error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  const { cameras } = detail.data;
  const [limit, first] =
    alarm.cameraId === null
      ? [schoolPictures, cameras.filter(({ closed }) => !closed)]
      : [cameraPictures, cameras.filter(({ id }) => id === alarm.cameraId)];
  if (first.length === 0) return <p className="notice">{t('alarms.chosen.noCamera')}</p>;
  const picked = cameras.filter(({ id }) => id === pickedId);
  const shown = [...first.slice(0, limit - picked.length), ...picked];
  const others = cameras.filter((camera) => !shown.includes(camera));
  return (
    <section className="alarm-pictures" aria-label={t('alarms.chosen.pictures')}>
      <LookPurpose />
      <LookGate>
        <div className="alarm-tiles" data-count={shown.length}>
          {shown.map((camera) => (
            <CameraTile key={camera.id} camera={camera} schoolId={alarm.schoolId} open={false} />
          ))}
          {others.length > 0 && <CameraList cameras={others} onPick={setPickedId} />}
        </div>
      </LookGate>
    </section>
  );
}
