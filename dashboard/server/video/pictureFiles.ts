import { get, type IncomingMessage } from 'node:http';
import { type ErrorCode, KhueError } from '@khue/domain/errors';
import { type PictureFileKind, pictureFilePaths, videoSessionHeader } from '@khue/domain/video';

/** What the gateway's statuses mean; every other one is a gateway that is not ready. */
const codeOf: Readonly<Record<number, ErrorCode>> = {
  403: 'KHUE_TICKET_INVALID',
  415: 'KHUE_CODEC_NOT_EXPORTED',
  429: 'KHUE_EXPORTS_BUSY',
  504: 'KHUE_NO_PICTURE',
};

/** A camera has 10 s until its first picture. */
const answerDeadlineMs = 20_000;

interface PictureFileAsked {
  readonly kind: PictureFileKind;
  readonly ticket: string;
  /** Whose session asks: the gateway opens nothing with a ticket of another one. */
  readonly sessionId: string;
  readonly signal: AbortSignal;
}

/**
 * Asks the gateway for a file of pictures; it checks the ticket. Gives its answer, to be read on; the signal ends asking
 * and reading. Throws KHUE_TICKET_INVALID, KHUE_CODEC_NOT_EXPORTED, KHUE_EXPORTS_BUSY, KHUE_NO_PICTURE or
 * KHUE_TIER_UNAVAILABLE.
 */
export async function openPictureFile(
  gatewayUrl: string,
  { kind, ticket, sessionId, signal }: PictureFileAsked,
): Promise<IncomingMessage> {
  const url = new URL(pictureFilePaths[kind], gatewayUrl);
  url.searchParams.set('ticket', ticket);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asking = get(url, { agent: false, signal, headers: { [videoSessionHeader]: sessionId } }, resolve);
  const deadline = setTimeout(() => asking.destroy(new Error('did not answer in time')), answerDeadlineMs);
  asking.on('error', (cause) => reject(new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'gateway' }, { cause })));
  try {
    const answer = await promise;
    if (answer.statusCode === 200) return answer;
    answer.resume();
    throw new KhueError(codeOf[answer.statusCode ?? 0] ?? 'KHUE_TIER_UNAVAILABLE', { tier: 'gateway' });
  } finally {
    clearTimeout(deadline);
  }
}
