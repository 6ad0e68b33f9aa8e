/** Tickets to look at a camera: asked for at every subscription, used once, written into the view log by the server. */
import { ticketAnswerSchema } from '@khue/domain/api';
import type { StreamProfile } from '@khue/domain/camera';
import { request } from './http.ts';

/** Why the monitor looks: the purpose in the view log. */
const purpose = 'giam-sat';

export async function fetchTicket(cameraId: string, profile: StreamProfile, signal: AbortSignal): Promise<string> {
  const answer = await request('/api/tickets', ticketAnswerSchema, {
    method: 'POST',
    body: { cameraId, profile, purpose },
    signal,
  });
  return answer.ticket;
}
