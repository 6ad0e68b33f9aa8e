import type { SchoolCamera } from '@khue/domain/api';
import { citySecond } from '@khue/domain/cityTime';
import type { StreamProfile } from '@khue/domain/camera';
import { type JSX, type RefObject, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { RequestError } from '../../data/http.ts';
import { useSession } from '../../data/session.ts';
import { noteSnapshot } from '../../data/tickets.ts';
import { useTexts } from '../../i18n/language.ts';
import { freezeFrame, saveFile, signFrame } from '../../video/snapshot.ts';

interface SnapshotButtonProps {
  readonly camera: SchoolCamera;
  readonly profile: StreamProfile;
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Only what is live now is worth a picture. */
  readonly live: boolean;
}

const deadlineMs = 15_000;

function fileName(code: string, at: number): string {
  const moment = citySecond(at).replaceAll(/[-:]/gu, '').replace('T', '-');
  return `khue_${code.replaceAll(/[^\w-]+/gu, '_')}_${moment}.jpg`;
}

/** Takes the picture on screen, once the server has written down that it is taken; offered to those who may. */
export function SnapshotButton({ camera, profile, video, live }: SnapshotButtonProps): JSX.Element | null {
  const { t, format } = useTexts();
  const session = useSession();
  const [said, setSaid] = useState<string | null>(null);
  if (session === null || !session.permissions.includes('camera.snapshot')) return null;
  const { accountName } = session;

  async function take(): Promise<void> {
    const element = video.current;
    const frame = element === null ? null : freezeFrame(element);
    if (element === null || frame === null) return;
    const at = serverClock.now();
    const height = element.videoHeight;
    setSaid(null);
    try {
      await noteSnapshot(camera.id, profile, AbortSignal.timeout(deadlineMs));
    } catch (error) {
      setSaid(
        t(error instanceof RequestError && error.status < 500 ? 'look.snapshot.refused' : 'look.snapshot.failed'),
      );
      return;
    }
    const lines = [
      `${camera.name} · ${camera.code} · ${format.dateTime(at)}`,
      t('look.snapshot.by', { account: accountName }),
    ] as const;
    const name = fileName(camera.code, at);
    saveFile(await signFrame(frame, height, { lines, synthetic: camera.synthetic ? t('synthetic.mark') : null }), name);
    setSaid(t('look.snapshot.saved', { file: name }));
  }

  return (
    <span className="snapshot">
      <button type="button" className="quiet-button" disabled={!live} onClick={() => void take()}>
        {t('look.snapshot.take')}
      </button>
      <output>{said}</output>
    </span>
  );
}
