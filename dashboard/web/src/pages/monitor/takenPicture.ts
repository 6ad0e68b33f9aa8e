import { citySecond } from '@khue/domain/cityTime';
import { RequestError } from '../../data/http.ts';

/** `khue_MP-001_CAM-01_20261125-103059.mp4`: camera, day and time in the city. */
export function takenFileName(cameraCode: string, at: number, extension: 'png' | 'mp4'): string {
  const moment = citySecond(at).replaceAll(/[-:]/gu, '').replace('T', '-');
  return `khue_${cameraCode.replaceAll(/[^\w-]+/gu, '_')}_${moment}.${extension}`;
}

/** Why nothing could be taken: `refused`, `failed`, or as the server's own sentence tells. */
export function whyNotTaken(error: unknown): 'refused' | 'failed' | 'told' {
  if (!(error instanceof RequestError) || !error.code.startsWith('KHUE_')) return 'failed';
  return error.status === 403 || error.status === 404 ? 'refused' : 'told';
}
