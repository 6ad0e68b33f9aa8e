import type { SchoolCamera } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import { useEffect, useRef, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { fetchPictureFile } from '../../data/pictureFiles.ts';
import { useTexts } from '../../i18n/language.ts';
import { saveFile } from '../../video/snapshot.ts';
import { takenFileName, whyNotTaken } from './takenPicture.ts';

/** A clip that is being taken, in whole seconds. */
interface ClipProgress {
  readonly wanted: number;
  readonly come: number;
}

/** How a clip ended; said in the language of the screen whenever it is drawn. */
type Outcome = { readonly file: string; readonly seconds: number; readonly cut: boolean } | { readonly error: unknown };

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
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const tell = useFailureSentence();
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  async function take(wanted: number, signal: AbortSignal): Promise<Outcome | null> {
    const at = serverClock.now();
    const asked = { cameraId: camera.id, profile, kind: 'export', seconds: wanted } as const;
    const onSeconds = (come: number): void => setProgress({ wanted, come: Math.min(wanted, Math.floor(come)) });
    const { file, mime, cut } = await fetchPictureFile(asked, signal, onSeconds);
    const bytes = file.finish();
    if (bytes === null) return signal.aborted ? null : { error: null };
    const name = takenFileName(camera.code, at, 'mp4');
    saveFile(new Blob([bytes], { type: mime }), name);
    return { file: name, seconds: file.seconds, cut: cut && !signal.aborted };
  }

  function said(of: Outcome): string {
    if ('file' in of) {
      const values = { file: of.file, seconds: format.number(of.seconds, 1) };
      return of.cut ? t('look.clip.cut', values) : t('look.clip.saved', values);
    }
    const why = whyNotTaken(of.error);
    return why === 'told' ? tell(of.error).sentence : t(`look.clip.${why}`);
  }

  async function run(wanted: number): Promise<void> {
    const { signal } = (stopping.current = new AbortController());
    setOutcome(null);
    setProgress({ wanted, come: 0 });
    setOutcome(await take(wanted, signal).catch((error: unknown) => (signal.aborted ? null : { error })));
    setProgress(null);
  }

  return {
    progress,
    said: outcome === null ? null : said(outcome),
    begin: (wanted) => void run(wanted),
    stop: () => stopping.current?.abort(),
  };
}
