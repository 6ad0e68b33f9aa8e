/** Tickets to look at a camera: asked for at every subscription, used once, written into the log by the server. */
import { ticketAnswerSchema } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import type { PictureFileKind } from '@khue/domain/video';
import { request, RequestError } from './http.ts';
import { chosenReason, forgetReason } from './lookReason.ts';

async function askTicket(body: Record<string, unknown>, signal: AbortSignal): Promise<string> {
  const { purposeId, note } = await chosenReason(signal);
  const reason = purposeId === null ? {} : { purposeId, ...(note !== '' && { note }) };
  try {
    const answer = await request('/api/tickets', ticketAnswerSchema, {
      method: 'POST',
      body: { ...body, ...reason },
      signal,
    });
    return answer.ticket;
  } catch (error) {
    // The purpose was retired meanwhile: another one has to be chosen.
    if (error instanceof RequestError && error.status === 400) forgetReason();
    throw error;
  }
}

/** Waits until it was said why somebody looks. */
export function fetchTicket(cameraId: string, profile: StreamProfile, signal: AbortSignal): Promise<string> {
  return askTicket({ cameraId, profile }, signal);
}

/** For a file of pictures; the log says that it was given, and then what left. Rejects where that may not be. */
export function fetchFileTicket(
  asked: {
    readonly cameraId: string;
    readonly profile: StreamProfile;
    readonly kind: PictureFileKind;
    readonly seconds?: number;
  },
  signal: AbortSignal,
): Promise<string> {
  return askTicket({ ...asked }, signal);
}
