/** Pictures that leave as files: a ticket, then the file from the gateway. */
import type { StreamProfile } from '@khue/domain/camera';
import { type PictureFileKind, pictureFilePaths } from '@khue/domain/video';
import { PictureFile } from '../video/pictureFile.ts';
import { requestFile } from './http.ts';
import { fetchFileTicket } from './tickets.ts';

export interface FileAsked {
  readonly cameraId: string;
  readonly profile: StreamProfile;
  readonly kind: PictureFileKind;
  /** Length of a clip; left out for a snapshot. */
  readonly seconds?: number;
}

export interface FetchedFile {
  readonly file: PictureFile;
  /** `video/mp4; codecs="…"` */
  readonly mime: string;
  /** It broke off, or was stopped, before its time: what has come is whole in itself. */
  readonly cut: boolean;
}

/**
 * Fetches a file; `onSeconds` hears how much of it has come. Throws a RequestError where there is none; once it has begun,
 * a signal or a broken line end it with what there is.
 */
export async function fetchPictureFile(
  asked: FileAsked,
  signal: AbortSignal,
  onSeconds: (seconds: number) => void = () => {},
): Promise<FetchedFile> {
  const ticket = await fetchFileTicket(asked, signal);
  const path = `${pictureFilePaths[asked.kind]}?ticket=${encodeURIComponent(ticket)}`;
  const response = await requestFile(path, signal);
  const mime = response.headers.get('content-type') ?? 'video/mp4';
  const file = new PictureFile();
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      file.push(part.value);
      onSeconds(file.seconds);
    }
  } catch {
    // A line that breaks and a signal look alike here: what has come is kept.
    void reader?.cancel().catch(() => undefined);
    return { file, mime, cut: true };
  }
  return { file, mime, cut: false };
}
