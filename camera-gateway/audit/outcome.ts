import type { ReadOutcome } from '@khue/domain/auditReadings';
import type { StatusReason } from '@khue/domain/cameraStatus';
import type { OnvifFailure } from '../onvif/onvifError.ts';

/** What the ways in which ONVIF fails say of a question. */
export const outcomeOfOnvif: Readonly<Record<OnvifFailure, ReadOutcome>> = {
  unreachable: 'no_answer',
  timeout: 'no_answer',
  hung_up: 'no_answer',
  aborted: 'no_answer',
  address_refused: 'address_refused',
  too_large: 'bad_reply',
  redirected: 'bad_reply',
  bad_reply: 'bad_reply',
  fault: 'not_offered',
  unauthorised: 'unauthorised',
};

/** The same of RTSP. */
export function outcomeOfRtsp(reason: StatusReason): ReadOutcome {
  if (reason === 'unauthorised' || reason === 'address_refused') return reason;
  if (reason === 'no_video') return 'not_offered';
  return reason === 'bad_reply' ? 'bad_reply' : 'no_answer';
}
