import type { SchoolCamera } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import { useEffect, useRef, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { fetchPictureFile } from '../../data/pictureFiles.ts';
import { useTexts } from '../../i18n/language.ts';
import { saveFile } from '../../video/snapshot.ts';
import { takenFileName, whyNotTaken } from './takenPicture.ts';

/** A clip that is being taken, in whole seconds. */
interface ClipProgress {
  readonly wanted: number;
  readonly come: number;
}

export interface Clip {
  /** null while none is being taken. */
  readonly progress: ClipProgress | null;
  /** How the last one ended, in a sentence. */
  readonly said: string | null;
  readonly begin: (wanted: number) => void;
  /** Ends it before its time; what has come is saved. */
  readonly stop: () => void;
}

/** Takes clips of a camera, one at a time. Whoever leaves the camera stops the clip, and keeps what has come of it. */
export function useClip(camera: SchoolCamera, profile: StreamProfile): Clip {
  const { t, format } = useTexts();
  const [progress, setProgress] = useState<ClipProgress | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  async function take(wanted: number, signal: AbortSignal): Promise<string | null> {
    const at = serverClock.now();
    const asked = { cameraId: camera.id, profile, kind: 'export', seconds: wanted } as const;
    const onSeconds = (come: number): void => setProgress({ wanted, come: Math.min(wanted, Math.floor(come)) });
    const { file, mime, cut } = await fetchPictureFile(asked, signal, onSeconds);
    const bytes = file.finish();
    if (bytes === null) return signal.aborted ? null : t('look.clip.failed');
    const name = takenFileName(camera.code, at, 'mp4');
    saveFile(new Blob([bytes], { type: mime }), name);
    const values = { file: name, seconds: format.number(file.seconds, 1) };
    return cut && !signal.aborted ? t('look.clip.cut', values) : t('look.clip.saved', values);
  }

  function whyNot(error: unknown, signal: AbortSignal): string | null {
    if (signal.aborted) return null;
    const why = whyNotTaken(error);
    return typeof why === 'string' ? t(`look.clip.${why}`) : why.sentence;
  }

  async function run(wanted: number): Promise<void> {
    const { signal } = (stopping.current = new AbortController());
    setSaid(null);
    setProgress({ wanted, come: 0 });
    setSaid(await take(wanted, signal).catch((error: unknown) => whyNot(error, signal)));
    setProgress(null);
  }

  return {
    progress,
    said,
    begin: (wanted) => void run(wanted),
    stop: () => stopping.current?.abort(),
  };
}
