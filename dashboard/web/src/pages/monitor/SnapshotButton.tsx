import type { SchoolCamera } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import { type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { fetchPictureFile } from '../../data/pictureFiles.ts';
import { useSession } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { atMoment } from '../../video/lastFrame.ts';
import { type DrawnFrame, drawFrame, saveFile, signFrame } from '../../video/snapshot.ts';
import { takenFileName, whyNotTaken } from './takenPicture.ts';

interface TakeProps {
  readonly camera: SchoolCamera;
  readonly profile: StreamProfile;
  /** Only what is live now is worth a picture. */
  readonly live: boolean;
}

/** How it ended; said in the language of the screen whenever it is drawn. */
type Outcome = { readonly file: string } | { readonly error: unknown };

const deadlineMs = 45_000;

/** The newest picture that the gateway has of a camera, drawn with room for its origin. */
async function newestPicture(cameraId: string, profile: StreamProfile): Promise<DrawnFrame> {
  const asked = { cameraId, profile, kind: 'snapshot' } as const;
  const { file, mime, cut } = await fetchPictureFile(asked, AbortSignal.timeout(deadlineMs));
  const bytes = cut ? null : file.finish();
  if (bytes === null) throw new Error('the file broke off');
  return atMoment({ bytes, mime, atSeconds: file.withinLastPicture }, drawFrame);
}

/** Takes the newest picture of a camera, which the gateway gives and writes down; offered to those who may. */
export function SnapshotButton({ camera, profile, live }: TakeProps): JSX.Element | null {
  const { t, format } = useTexts();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const tell = useFailureSentence();
  if (session === null || !session.permissions.includes('camera.snapshot')) return null;
  const { accountName } = session;

  async function take(): Promise<Outcome> {
    const picture = await newestPicture(camera.id, profile);
    const at = serverClock.now();
    const lines = [
      `${camera.name} · ${camera.code} · ${format.dateTime(at)}`,
      t('look.snapshot.by', { account: accountName }),
    ] as const;
    const name = takenFileName(camera.code, at, 'png');
    saveFile(await signFrame(picture, { lines, synthetic: camera.synthetic ? t('synthetic.mark') : null }), name);
    return { file: name };
  }

  function said(of: Outcome): string {
    if ('file' in of) return t('look.snapshot.saved', { file: of.file });
    const why = whyNotTaken(of.error);
    return why === 'told' ? tell(of.error).sentence : t(`look.snapshot.${why}`);
  }

  async function press(): Promise<void> {
    setBusy(true);
    setOutcome(null);
    setOutcome(await take().catch((error: unknown) => ({ error })));
    setBusy(false);
  }

  return (
    <span className="take">
      <button type="button" className="quiet-button" disabled={!live || busy} onClick={() => void press()}>
        {t('look.snapshot.take')}
      </button>
      <output>{outcome !== null && said(outcome)}</output>
    </span>
  );
}
