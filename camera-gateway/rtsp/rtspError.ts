import type { StatusReason } from '@khue/domain/cameraStatus';

/** A camera did not do what RTSP asks of it. Operational: expected and counted. Its message never holds a credential. */
export class RtspError extends Error {
  override readonly name = 'RtspError';
  readonly reason: StatusReason;

  constructor(reason: StatusReason, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.reason = reason;
  }
}
