/** What kept a camera from answering an ONVIF question. */
export type OnvifFailure =
  /** No connection: refused, no route, or none within the time for connecting. */
  | 'unreachable'
  /** No camera may be at that address: nothing was sent there. */
  | 'address_refused'
  | 'timeout'
  /** The connection broke before the reply was whole. */
  | 'hung_up'
  /** Longer, or with more mark-up, than any camera needs. */
  | 'too_large'
  | 'redirected'
  /** Not the answer to what was asked. */
  | 'bad_reply'
  /** A SOAP fault, or an HTTP status that says no. */
  | 'fault'
  /** The account is missing, refused or locked. */
  | 'unauthorised'
  /** The caller gave up. */
  | 'aborted';

/**
 * A camera did not do what ONVIF asks of it. Operational: expected and counted. Its message holds no credential and no
 * address.
 */
export class OnvifError extends Error {
  override readonly name = 'OnvifError';
  readonly reason: OnvifFailure;

  constructor(reason: OnvifFailure, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.reason = reason;
  }
}

/** The camera refused an account that was sent to it, which counts towards its lock. */
export class AccountRefusedError extends OnvifError {
  constructor(message: string) {
    super('unauthorised', message);
  }
}
