/** Sends one file as a form, with its progress. */
import type { z } from 'zod';
import { currentLanguage } from '../i18n/language.ts';
import { errorOf, RequestError } from './http.ts';

const deadlineMs = 600_000;

export interface FileUpload<T> {
  readonly path: string;
  readonly file: File;
  /** Shape of the answer. */
  readonly schema: z.ZodType<T>;
  /** Told how much is sent, 0..1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a file in the field `file`; resolves with the answer. XMLHttpRequest, because fetch tells nothing of the progress
 * of an upload. Throws a `RequestError`.
 */
export function uploadFile<T>({ path, file, schema, onProgress, signal }: FileUpload<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    sender.open('POST', path);
    sender.setRequestHeader('accept', 'application/json');
    sender.setRequestHeader('accept-language', currentLanguage());
    sender.timeout = deadlineMs;
    sender.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    const fail = (): void => reject(new RequestError('offline', 0, 'no answer'));
    sender.addEventListener('error', fail);
    sender.addEventListener('timeout', fail);
    sender.addEventListener('abort', () => reject(new RequestError('aborted', 0, 'aborted')));
    sender.addEventListener('load', () => {
      if (sender.status >= 300) {
        reject(errorOf(sender.status, sender.responseText));
        return;
      }
      try {
        resolve(schema.parse(JSON.parse(sender.responseText)));
      } catch (cause) {
        reject(new RequestError('badAnswer', sender.status, 'answer of the wrong shape', { cause }));
      }
    });
    signal.addEventListener('abort', () => sender.abort(), { once: true });
    const form = new FormData();
    form.append('file', file);
    sender.send(form);
  });
}
