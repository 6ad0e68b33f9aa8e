/**
 * Live pictures, gateway ↔ browser: one WebSocket carries many cameras as fragmented MP4.
 *
 * Text frames are JSON, validated by the schemas below. Binary frames (gateway → browser) are
 * u8 kind (1 init segment, 2 media fragment), u8 flags (bit 0: starts with a key frame),
 * u16 channel, u32 sequence of the channel, f64 arrival (ms since the epoch at which the gateway
 * received the fragment's last packet), then the fMP4 bytes. Big-endian.
 *
 * A viewer that reads too slowly loses fragments up to the next key frame; the sequence shows the gap.
 */
import { z } from 'zod';
import { codecSchema, streamProfileSchema } from './camera.ts';

/** What a ticket is for: live pictures, the pictures of this moment as a file, or a file of so many seconds. */
export const ticketKindSchema = z.enum(['live', 'snapshot', 'export']);
export type TicketKind = z.infer<typeof ticketKindSchema>;

/** Length of an exported file, seconds. */
export const exportSecondsSchema = z.int().min(5).max(60);

/** Where files of pictures are fetched, of the dashboard as of the gateway behind it: `?ticket=`. */
export const pictureFilePaths = { snapshot: '/video/snapshot', export: '/video/clip' } as const;
/** What a file of pictures is: of this moment, or of so many seconds. */
export type PictureFileKind = keyof typeof pictureFilePaths;

/** In this header the dashboard tells the gateway whose session asks; a ticket of another one opens nothing. */
export const videoSessionHeader = 'x-khue-session';

/** Cameras one connection may carry at once. */
export const maxVideoChannels = 64;

const channelSchema = z.int().min(0).max(65_535);

/** Browser → gateway. */
export const videoRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), channel: channelSchema, ticket: z.string().max(4_096) }),
  z.object({ type: z.literal('unsubscribe'), channel: channelSchema }),
  /** Answered by `pong` with the same `sentAt`, so that the browser can estimate the gateway's clock. */
  z.object({ type: z.literal('ping'), sentAt: z.number() }),
]);
export type VideoRequest = z.infer<typeof videoRequestSchema>;

/**
 * State of a channel: connecting (attempt n), playing, lost (the camera stopped or cannot be reached; the gateway
 * keeps trying), unsupported (a codec no browser here plays), refused (a bad ticket, or a right that has ended), closed
 * (limit or shut-down).
 */
export const channelStateSchema = z.enum(['connecting', 'playing', 'lost', 'unsupported', 'refused', 'closed']);
export type ChannelState = z.infer<typeof channelStateSchema>;

/** Gateway → browser. */
export const videoNoticeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    channel: channelSchema,
    state: channelStateSchema,
    /** i18n key part, e.g. `timeout`, `unauthorised`, `h265`, `ticket`, `revoked`, `too_many_channels`. */
    reason: z.string().nullable(),
    /** Which try this is, from 1, while connecting. */
    attempt: z.int().nonnegative(),
    codec: codecSchema.nullable(),
    /** MIME type with codecs for MSE, once playing: `video/mp4; codecs="avc1.42C01E"`. */
    mime: z.string().nullable(),
    profile: streamProfileSchema.nullable(),
  }),
  z.object({ type: z.literal('pong'), sentAt: z.number(), gatewayNow: z.number() }),
]);
export type VideoNotice = z.infer<typeof videoNoticeSchema>;

export interface VideoFragment {
  readonly kind: 'init' | 'media';
  readonly keyFrame: boolean;
  readonly channel: number;
  readonly sequence: number;
  /** Milliseconds since the epoch on the gateway's clock. */
  readonly arrivedAt: number;
  readonly payload: Uint8Array;
}

const headerBytes = 16;

/** The 16 bytes before a fragment's payload. Apart, so that a shared payload need not be copied. */
export function encodeFragmentHeader(fragment: Omit<VideoFragment, 'payload'>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, fragment.kind === 'init' ? 1 : 2);
  view.setUint8(1, fragment.keyFrame ? 1 : 0);
  view.setUint16(2, fragment.channel);
  view.setUint32(4, fragment.sequence);
  view.setFloat64(8, fragment.arrivedAt);
  return bytes;
}

/** Decodes a binary frame; throws a RangeError on bytes that are not one. The payload is a view, not a copy. */
export function decodeFragment(bytes: Uint8Array): VideoFragment {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(0);
  if (kind !== 1 && kind !== 2) throw new RangeError('not a video fragment');
  return {
    kind: kind === 1 ? 'init' : 'media',
    keyFrame: (view.getUint8(1) & 1) === 1,
    channel: view.getUint16(2),
    sequence: view.getUint32(4),
    arrivedAt: view.getFloat64(8),
    payload: bytes.subarray(headerBytes),
  };
}

/** Age of a picture, ms: below `lateMs` live, below `lostMs` late, from there on lost. */
export const pictureAge = { lateMs: 3_000, lostMs: 10_000 } as const;

export type PictureState = 'live' | 'late' | 'lost';

export function pictureState(ageMs: number): PictureState {
  if (ageMs < pictureAge.lateMs) return 'live';
  return ageMs < pictureAge.lostMs ? 'late' : 'lost';
}
