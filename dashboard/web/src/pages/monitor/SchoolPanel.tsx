import type { SchoolCamera, SchoolDetail } from '@khue/domain/api';
import { type JSX, useState } from 'react';
import { EscapeMark } from '../../controls/EscapeMark.tsx';
import { Failure } from '../../controls/Failure.tsx';
import { RequestError } from '../../data/http.ts';
import { useSchoolDetail } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { useSchoolLive } from '../../live/useLive.ts';
import { linkTo, navigate, pathOf } from '../../router.ts';
import { useFreshDetail } from './AttentionRow.tsx';
import { CameraList } from './CameraList.tsx';
import { CameraTile } from './CameraTile.tsx';
import { LookGate, LookPurpose } from './LookReason.tsx';
import './schoolPanel.css';

/** Live tiles at once: what an operator can watch beside a map. */
const tileLimit = 9;
/** Up to this many cameras stand in one row, large. */
const oneRow = 4;

/** Cameras in tiles: those chosen by hand first, then the order of the inventory. */
function splitCameras(
  cameras: readonly SchoolCamera[],
  chosen: readonly string[],
): { tiles: SchoolCamera[]; others: SchoolCamera[] } {
  if (cameras.length <= tileLimit) return { tiles: [...cameras], others: [] };
  const picked = new Set(chosen);
  const room = tileLimit - picked.size;
  const filled = new Set(
    cameras
      .filter((camera) => !picked.has(camera.id))
      .slice(0, Math.max(0, room))
      .map((camera) => camera.id),
  );
  const onTile = (camera: SchoolCamera): boolean => picked.has(camera.id) || filled.has(camera.id);
  return { tiles: cameras.filter(onTile), others: cameras.filter((camera) => !onTile(camera)) };
}

function StripLegend(): JSX.Element {
  const { t } = useTexts();
  return (
    <span className="strip-legend">
      <span>
        <i className="strip-key up" />
        {t('school.strip.up')}
      </span>
      <span>
        <i className="strip-key unknown" />
        {t('school.strip.unknown')}
      </span>
      <span>
        <i className="strip-key down" />
        {t('school.strip.down')}
      </span>
      <span>{t('school.historyLegend')}</span>
    </span>
  );
}

function Summary({ detail }: { readonly detail: SchoolDetail }): JSX.Element {
  const { t, format } = useTexts();
  const live = useSchoolLive(detail.school.id);
  const { wardName } = detail.school;
  const counts = live?.counts;
  const values = { total: format.number(detail.cameras.length), online: format.number(counts?.online ?? 0) };
  const parts = [
    wardName === null ? t('school.summaryNoWard', values) : t('school.summary', { ...values, ward: wardName }),
    counts !== undefined && counts.offline > 0 && t('school.lost', { count: counts.offline }),
    counts !== undefined && counts.unauthorised > 0 && t('school.refused', { count: counts.unauthorised }),
    counts !== undefined && counts.degraded > 0 && t('school.degraded', { count: counts.degraded }),
    counts !== undefined && counts.unknown > 0 && t('school.unknown', { count: counts.unknown }),
  ];
  return <span className="school-summary">{parts.filter((part) => part !== false).join(', ')}</span>;
}

function closeSchool(): void {
  navigate(pathOf({ page: 'monitor', schoolId: null, cameraId: null }));
}

function PanelHead({ detail }: { readonly detail: SchoolDetail }): JSX.Element {
  const { t } = useTexts();
  return (
    <header className="school-head">
      <h2 data-school-name={detail.school.id}>{detail.school.shortName}</h2>
      {detail.school.synthetic && <span className="synthetic-badge small">{t('synthetic.mark')}</span>}
      <Summary detail={detail} />
      <LookPurpose />
      <span className="top-grow" />
      {detail.cameras.length > 0 && <StripLegend />}
      <button type="button" className="school-close" onClick={closeSchool}>
        <EscapeMark /> <span className="visually-hidden">{t('school.close')}</span>
      </button>
    </header>
  );
}

interface PanelProps {
  readonly detail: SchoolDetail;
  readonly openCameraId: string | null;
}

function Panel({ detail, openCameraId }: PanelProps): JSX.Element {
  const { t } = useTexts();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { tiles, others } = splitCameras(detail.cameras, chosen);
  if (detail.cameras.length === 0) {
    return (
      <>
        <PanelHead detail={detail} />
        <div className="notice">
          <p>{t('school.noCameras')}</p>
          <a className="quiet-button" {...linkTo(pathOf({ page: 'imports', runId: null }))}>
            {t('school.noCamerasAction')}
          </a>
        </div>
      </>
    );
  }
  return (
    <>
      <PanelHead detail={detail} />
      <LookGate>
        <div className="tiles" data-columns={tiles.length <= oneRow ? 4 : 5}>
          {tiles.map((camera) => (
            <CameraTile key={camera.id} camera={camera} schoolId={detail.school.id} open={camera.id === openCameraId} />
          ))}
          {others.length > 0 && (
            <CameraList
              cameras={others}
              // The camera chosen last comes up; the tile that was chosen first makes room.
              onPick={(id) => setChosen((before) => [...before, id].slice(-tileLimit))}
            />
          )}
        </div>
      </LookGate>
    </>
  );
}

function PanelSkeleton(): JSX.Element {
  const { t } = useTexts();
  return (
    <div aria-busy="true">
      <p className="school-head">{t('school.loading')}</p>
      <div className="tiles" data-columns={4}>
        {[0, 1, 2, 3].map((tile) => (
          <div key={tile} className="tile-waiting skeleton" />
        ))}
      </div>
    </div>
  );
}

interface SchoolPanelProps {
  readonly schoolId: string | null;
  /** The camera that is shown large above the tiles. */
  readonly openCameraId: string | null;
}

/** The chosen school: its cameras live, and their last 24 hours. */
export function SchoolPanel({ schoolId, openCameraId }: SchoolPanelProps): JSX.Element {
  const { t } = useTexts();
  const detail = useSchoolDetail(schoolId);
  const live = useSchoolLive(schoolId ?? '');
  useFreshDetail(schoolId ?? '', live);
  if (schoolId === null) {
    return (
      <section className="school idle">
        <h2>{t('school.chooseTitle')}</h2>
        <p>{t('school.chooseBody')}</p>
      </section>
    );
  }
  const missing = detail.error instanceof RequestError && (detail.error.status === 404 || detail.error.status === 400);
  return (
    <section
      className={openCameraId === null ? 'school' : 'school below-camera'}
      aria-label={t('school.live')}
      data-school-id={schoolId}
    >
      {detail.data !== undefined && <Panel detail={detail.data} openCameraId={openCameraId} />}
      {detail.isPending && <PanelSkeleton />}
      {detail.isError &&
        detail.data === undefined &&
        (missing ? (
          <div className="notice">
            <p>{t('school.notFound')}</p>
            <button type="button" className="quiet-button" onClick={closeSchool}>
              {t('school.close')}
            </button>
          </div>
        ) : (
          <Failure what={t('school.live')} error={detail.error} onRetry={() => void detail.refetch()} />
        ))}
    </section>
  );
}
