import type { AuditedCamera } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { type AuditSchoolCameras, useAuditedCameras } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { useEscape } from '../administration/useEscape.ts';
import { useShortcut } from '../monitor/useShortcut.ts';
import { CameraFindings } from './CameraFindings.tsx';
import { MinutesLinks } from './MinutesLinks.tsx';
import './panel.css';

interface PanelProps {
  readonly at: { readonly campaignId: string; readonly done: number };
  readonly schoolId: string;
  /** null: the worst one. */
  readonly cameraId: string | null;
  readonly onCamera: (cameraId: string) => void;
  readonly onClose: () => void;
}

/** Lower is worse: fails the gate, then by score, then what is not known or not finished. */
function badness({ score }: AuditedCamera): number {
  if (score === null) return 3;
  return score.gateFailed > 0 ? (score.score ?? 0) - 1 : (score.score ?? 2);
}

function worstOf(cameras: readonly AuditedCamera[]): AuditedCamera | undefined {
  return cameras.toSorted((a, b) => badness(a) - badness(b))[0];
}

function lookOf({ score }: AuditedCamera): string {
  if (score === null) return 'waiting';
  return score.gateFailed > 0 ? 'failed' : 'passed';
}

interface StripProps {
  readonly school: AuditSchoolCameras;
  readonly shown: AuditedCamera;
  readonly onCamera: (cameraId: string) => void;
}

/** The cameras of the school: J the next, K the one before. */
function CameraStrip({ school, shown, onCamera }: StripProps): JSX.Element {
  const { t, format } = useTexts();
  const { cameras } = school;
  const place = cameras.indexOf(shown);
  const step = (by: number): void => {
    const next = cameras[(place + by + cameras.length) % cameras.length];
    if (next !== undefined) onCamera(next.cameraId);
  };
  useShortcut('j', () => step(1));
  useShortcut('k', () => step(-1));
  return (
    <nav className="camera-strip" aria-label={t('audit.camera.cameras')}>
      <span>
        {`${school.name} · `}
        {t('audit.camera.of', { at: format.number(place + 1), total: format.number(cameras.length) })}
      </span>
      {cameras.map((camera) => (
        <button
          key={camera.cameraId}
          type="button"
          className="camera-choice"
          data-look={lookOf(camera)}
          aria-pressed={camera === shown}
          title={camera.name}
          onClick={() => onCamera(camera.cameraId)}
        >
          {camera.code}
        </button>
      ))}
    </nav>
  );
}

function Keys({ onClose }: Pick<PanelProps, 'onClose'>): JSX.Element {
  const { t } = useTexts();
  return (
    <p className="panel-keys">
      <kbd>J</kbd>
      <kbd>K</kbd>
      {t('audit.camera.keys')}
      <button type="button" onClick={onClose}>
        <kbd>Esc</kbd>
        {t('audit.camera.close')}
      </button>
    </p>
  );
}

/** One school of a campaign: its cameras, and one of them whole. */
export function SchoolPanel({ at, schoolId, cameraId, onCamera, onClose }: PanelProps): JSX.Element {
  const { t } = useTexts();
  const cameras = useAuditedCameras(at, schoolId);
  useEscape(onClose);
  return (
    <aside className="camera-panel" aria-label={t('audit.camera.label')}>
      <Keys onClose={onClose} />
      <Loaded what="audit.loading" query={cameras}>
        {(school) => {
          const shown = school.cameras.find((camera) => camera.cameraId === cameraId) ?? worstOf(school.cameras);
          if (shown === undefined) return <p className="audit-none">{t('audit.camera.noneFinished')}</p>;
          return (
            <>
              <CameraStrip school={school} shown={shown} onCamera={onCamera} />
              <CameraFindings key={shown.cameraId} at={at} cameraId={shown.cameraId} />
              <p className="panel-minutes">
                <MinutesLinks
                  campaignId={at.campaignId}
                  of={{ schoolId, ward: null }}
                  cameras={school.cameras.length}
                  beside="camera"
                />
              </p>
            </>
          );
        }}
      </Loaded>
    </aside>
  );
}
