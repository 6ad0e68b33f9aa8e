import type { SchoolCamera } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import { type JSX, useId, useState } from 'react';
import { useSession } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { useClip } from './useClip.ts';

interface ClipExportProps {
  readonly camera: SchoolCamera;
  readonly profile: StreamProfile;
  /** A clip begins with what is live now. */
  readonly live: boolean;
}

const lengths = [10, 30, 60] as const;

/** Saves the next seconds of a camera as a file, which the gateway gives and writes down; offered to those who may. */
export function ClipExport(props: ClipExportProps): JSX.Element | null {
  const session = useSession();
  return session?.permissions.includes('camera.export') === true ? <ClipControls {...props} /> : null;
}

function ClipControls({ camera, profile, live }: ClipExportProps): JSX.Element {
  const { t } = useTexts();
  const noteId = useId();
  const [wanted, setWanted] = useState<number>(lengths[0]);
  const { progress, said, begin, stop } = useClip(camera, profile);
  const isRunning = progress !== null;
  return (
    <fieldset className="take" aria-label={t('look.clip.take')}>
      {isRunning ? (
        <>
          <progress max={progress.wanted} value={progress.come} aria-label={t('look.clip.progress')} />
          <span>{t('look.clip.come', { come: progress.come, wanted: progress.wanted })}</span>
        </>
      ) : (
        <select
          aria-label={t('look.clip.length')}
          value={wanted}
          onChange={(event) => setWanted(Number(event.currentTarget.value))}
        >
          {lengths.map((seconds) => (
            <option key={seconds} value={seconds}>
              {t('look.clip.seconds', { seconds })}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        className="quiet-button"
        disabled={!live && !isRunning}
        aria-describedby={noteId}
        onClick={() => (isRunning ? stop() : begin(wanted))}
      >
        {isRunning ? t('look.clip.stop') : t('look.clip.take')}
      </button>
      <span id={noteId}>{t('look.clip.note')}</span>
      <output>{said}</output>
    </fieldset>
  );
}
