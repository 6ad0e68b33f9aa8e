import type { SchoolCamera } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import type { JSX, ReactNode } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { EscapeMark } from '../../controls/EscapeMark.tsx';
import { useSchoolDetail } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { liveStore, useSchoolLive } from '../../live/useLive.ts';
import { linkTo, pathOf } from '../../router.ts';
import { SeveritySign, severityOfCamera } from '../../signs/SeveritySign.tsx';
import { ClipExport } from './ClipExport.tsx';
import { ClosedPicture } from './ClosedPicture.tsx';
import { HistoryStrip } from './HistoryStrip.tsx';
import { Picture } from './Picture.tsx';
import { PictureAge } from './PictureAge.tsx';
import { SnapshotButton } from './SnapshotButton.tsx';
import './cameraView.css';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children ?? <span className="fact-none">{t('camera.none')}</span>}</dd>
    </div>
  );
}

/** The large stream where the camera says it has one; otherwise the small one. */
function largestProfile(camera: SchoolCamera): StreamProfile {
  const onlySub = camera.streams.length > 0 && camera.streams.every((stream) => stream.profile === 'sub');
  return onlySub ? 'sub' : 'main';
}

function Facts({ camera, profile }: { readonly camera: SchoolCamera; readonly profile: StreamProfile }): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const state = liveStore.cameraState(camera.id);
  const { status, description } = camera;
  const stream = camera.streams.find((candidate) => candidate.profile === profile);
  const width = stream?.width ?? status?.width ?? null;
  const height = stream?.height ?? status?.height ?? null;
  const codec = stream?.codec ?? status?.codec ?? null;
  const maker = [description?.manufacturer, description?.model].filter((part) => part !== null && part !== undefined);
  const frameRate = stream?.frameRate ?? null;
  return (
    <dl className="facts">
      <Fact name={t('camera.state')}>
        <span className="fact-state">
          <SeveritySign severity={severityOfCamera(state)} /> {t(`cameraState.${state}`)}
        </span>
      </Fact>
      <Fact name={t('camera.reason')}>{status === null ? null : t(`reason.${status.reason}`)}</Fact>
      <Fact name={t('camera.since')}>{status === null ? null : format.dateTime(Date.parse(status.since))}</Fact>
      <Fact name={t('camera.lastSeen')}>
        {status === null ? null : format.moment(Date.parse(status.observedAt), now)}
      </Fact>
      <Fact name={t('camera.code')}>{camera.code}</Fact>
      <Fact name={t('camera.zone')}>{t(`zone.${camera.zone}`)}</Fact>
      <Fact name={t('camera.bearing')}>
        {camera.bearing === null ? null : t('camera.degrees', { value: format.number(camera.bearing) })}
      </Fact>
      <Fact name={t('camera.model')}>{maker.length === 0 ? null : maker.join(' ')}</Fact>
      <Fact name={t('camera.firmware')}>{description?.firmwareVersion ?? null}</Fact>
      <Fact name={t('camera.profile.label')}>{t(`camera.profile.${profile}`)}</Fact>
      <Fact name={t('camera.codec')}>{codec === null ? null : codec.toUpperCase().replace('H26', 'H.26')}</Fact>
      <Fact name={t('camera.size')}>{width === null || height === null ? null : `${width} × ${height}`}</Fact>
      <Fact name={t('camera.frameRate')}>
        {frameRate === null ? null : `${format.number(frameRate, 1)} ${t('unit.fps')}`}
      </Fact>
      <Fact name={t('camera.latency')}>
        {status === null || status.latencyMs === null ? null : `${format.number(status.latencyMs)} ${t('unit.ms')}`}
      </Fact>
      <Fact name={t('camera.clock')}>
        {status === null || status.clockOffsetMs === null
          ? null
          : `${format.number(status.clockOffsetMs / 1_000, 1)} ${t('unit.second')}`}
      </Fact>
    </dl>
  );
}

function Large({ camera, back }: { readonly camera: SchoolCamera; readonly back: string }): JSX.Element {
  const { t } = useTexts();
  const profile = largestProfile(camera);
  useSchoolLive(camera.schoolId);
  return (
    <>
      {camera.closed ? (
        <ClosedPicture className="large" camera={camera}>
          <div className="tile-caption">
            <b>{camera.name}</b>
            <span className="tile-zone">{t(`zone.${camera.zone}`)}</span>
          </div>
        </ClosedPicture>
      ) : (
        <Picture className="large" camera={camera} profile={profile}>
          {(view) => (
            <>
              <div className="tile-caption">
                <b>{camera.name}</b>
                <span className="tile-zone">{t(`zone.${camera.zone}`)}</span>
                <PictureAge view={view} camera={camera} />
              </div>
              <div className="takes">
                <SnapshotButton camera={camera} profile={profile} live={view.state === 'live'} />
                <ClipExport camera={camera} profile={profile} live={view.state === 'live'} />
              </div>
            </>
          )}
        </Picture>
      )}
      <div className="camera-about">
        <header>
          <h2>{camera.name}</h2>
          <a className="school-close" ref={focusOnce} {...linkTo(back)}>
            <EscapeMark /> <span className="visually-hidden">{t('camera.back')}</span>
          </a>
        </header>
        <h3 className="visually-hidden">{t('camera.details')}</h3>
        <Facts camera={camera} profile={profile} />
        <p className="history-title">{t('school.historyLegendWide')}</p>
        <HistoryStrip cameraId={camera.id} />
      </div>
    </>
  );
}

/** The way back is where a keyboard stands first. */
function focusOnce(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}

interface CameraViewProps {
  readonly schoolId: string;
  readonly cameraId: string;
}

/** One camera, large, with what is known of it; Esc leads back. */
export function CameraView({ schoolId, cameraId }: CameraViewProps): JSX.Element {
  const { t } = useTexts();
  const detail = useSchoolDetail(schoolId);
  const camera = detail.data?.cameras.find((candidate) => candidate.id === cameraId);
  const back = pathOf({ page: 'monitor', schoolId, cameraId: null });
  return (
    <section className="camera-view" aria-label={camera?.name ?? t('camera.details')}>
      {camera !== undefined && <Large camera={camera} back={back} />}
      {camera === undefined && detail.data !== undefined && (
        <div className="notice">
          <p>{t('camera.notFound')}</p>
          <a className="quiet-button" {...linkTo(back)}>
            {t('camera.back')}
          </a>
        </div>
      )}
    </section>
  );
}
