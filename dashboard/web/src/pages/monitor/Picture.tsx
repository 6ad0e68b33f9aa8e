import type { SchoolCamera } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import { statusReasonSchema } from '@khue/domain/cameraStatus';
import type { JSX, ReactNode } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { useTexts } from '../../i18n/language.ts';
import { type LivePictureView, undecodable } from '../../video/livePicture.ts';
import type { TileState } from '../../video/pictureWatch.ts';
import { useLivePicture } from '../../video/useLivePicture.ts';
import { lostSince } from './PictureAge.tsx';
import './picture.css';

const cross = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="m4 4 16 16M20 4 4 20" strokeWidth="3.500" />
  </svg>
);
const pause = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M8 4v16M16 4v16" strokeWidth="4.500" />
  </svg>
);
const clock = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="12" r="9.500" strokeWidth="2.600" />
    <path d="M12 6.500V12l3.500 2.500" strokeWidth="2.600" />
  </svg>
);
const noEntry = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="12" r="10" strokeWidth="2" />
    <path d="M7 12h10" strokeWidth="3" />
  </svg>
);

interface PlateProps {
  readonly view: LivePictureView;
  readonly camera: SchoolCamera;
  readonly onTryAgain: () => void;
}

/** A stream of a type that is played here, and yet every try to decode it failed: something a person may try again. */
function Undecodable({ onTryAgain }: Pick<PlateProps, 'onTryAgain'>): JSX.Element {
  const { t } = useTexts();
  return (
    <span className="quiet-plate undecodable">
      <b>{t('tile.undecodable.word')}</b>
      <span>{t('tile.undecodable.body')}</span>
      <button type="button" className="quiet-button" onClick={onTryAgain}>
        {t('failure.retry')}
      </button>
    </span>
  );
}

/** The word over the picture; nothing while it is live. */
function Plate({ view, camera, onTryAgain }: PlateProps): JSX.Element | null {
  const { t, format } = useTexts();
  const now = useSecond();
  const since = format.moment(lostSince(view, camera), now);
  // The gateway's reasons beside the camera's own (a full gateway, a stop) have words of their own state.
  const why = statusReasonSchema.safeParse(view.reason).data;
  switch (view.state) {
    case 'live':
      return null;
    case 'late':
      return (
        <span className="late-tab">
          {clock}
          {t('tile.state.late')}
        </span>
      );
    case 'lost':
      return (
        <span className="plate">
          <b>
            {cross} {t('tile.lost.word')}
          </b>
          <span>{t('tile.lost.since', { time: since })}</span>
          {why !== undefined && <span className="plate-why">{t(`reason.${why}`)}</span>}
        </span>
      );
    case 'frozen':
      return (
        <span className="plate framed">
          <b>
            {pause} {t('tile.frozen.word')}
          </b>
          <span>{t('tile.frozen.since', { time: since })}</span>
        </span>
      );
    case 'connecting':
      return (
        <span className="quiet-plate">
          <span className="ring" aria-hidden="true" />
          <b>{t('tile.state.connecting')}</b>
          <span>
            {view.attempt > 0 ? t('tile.connecting.attempt', { attempt: view.attempt }) : t('tile.connecting.waiting')}
          </span>
        </span>
      );
    case 'unsupported':
      return view.reason === undecodable ? (
        <Undecodable onTryAgain={onTryAgain} />
      ) : (
        <span className="quiet-plate codec">
          <strong>{t('tile.unsupported.word')}</strong>
          <b>{t('tile.unsupported.body')}</b>
          <span>{t('tile.unsupported.note')}</span>
        </span>
      );
    case 'refused':
      return (
        <span className="quiet-plate">
          {noEntry}
          <b>{t(view.reason === 'revoked' ? 'tile.revoked.word' : 'tile.state.refused')}</b>
          <span>{t(view.reason === 'revoked' ? 'tile.revoked.body' : 'tile.refused.body')}</span>
        </span>
      );
    case 'closed':
      return (
        <span className="quiet-plate">
          {pause}
          <b>{t('tile.state.closed')}</b>
          <span>{t('tile.closed.body')}</span>
        </span>
      );
    default:
      return view.state satisfies never;
  }
}

interface PictureProps {
  readonly camera: SchoolCamera;
  readonly profile: StreamProfile;
  /** The lines below the picture, which know its state and age. */
  readonly children: (view: LivePictureView) => ReactNode;
  readonly className: string;
}

const keepsLast = new Set<TileState>(['late', 'lost', 'frozen']);

/** A live picture that never looks more alive than it is. Its root tells state and age to tests and to readers. */
export function Picture({ camera, profile, children, className }: PictureProps): JSX.Element {
  const { t } = useTexts();
  const { videoRef, lastPictureRef, view, tryAgain } = useLivePicture(camera.id, profile);
  const state = view.reason === undecodable ? t('tile.undecodable.word') : t(`tile.state.${view.state}`);
  return (
    <article
      className={`picture ${className}`}
      data-camera-id={camera.id}
      data-picture-state={view.state}
      data-age-ms={view.ageMs === null ? undefined : Math.round(view.ageMs)}
      aria-label={t('tile.label', { name: camera.name, state })}
    >
      <div className="picture-box">
        <canvas ref={lastPictureRef} className="last-picture" hidden={!keepsLast.has(view.state)} aria-hidden="true" />
        <video ref={videoRef} muted playsInline disablePictureInPicture tabIndex={-1} aria-hidden="true" />
        {(view.state === 'lost' || view.state === 'frozen') && <span className="picture-hatch" />}
        {view.state === 'lost' && (
          <svg className="picture-cross" viewBox="0 0 16 9" preserveAspectRatio="none" aria-hidden="true">
            <path d="M0 0 16 9M16 0 0 9" />
          </svg>
        )}
        <Plate view={view} camera={camera} onTryAgain={tryAgain} />
        {camera.synthetic && <span className="synthetic-mark">{t('synthetic.mark')}</span>}
      </div>
      {children(view)}
    </article>
  );
}
