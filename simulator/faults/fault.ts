import { z } from 'zod';

const milliseconds = (normal: number, most: number) => z.int().min(1).max(most).default(normal);

/** What can be wrong with a camera; `kind` says what, the rest how much. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Cut off: connections end as soon as the camera is named (`cut`), or are never answered (`blackhole`). */
  z.strictObject({ kind: z.literal('off'), how: z.enum(['cut', 'blackhole']).default('cut') }),
  /** PLAY is answered, no picture ever comes. */
  z.strictObject({ kind: z.literal('silent') }),
  /** The same picture, clock and counter again and again. */
  z.strictObject({ kind: z.literal('frozen') }),
  /** As of a covered lens. */
  z.strictObject({ kind: z.literal('black') }),
  /** The account of the inventory is refused. */
  z.strictObject({ kind: z.literal('wrong_password') }),
  /** Every answer is late. */
  z.strictObject({ kind: z.literal('slow'), delayMs: milliseconds(3_000, 60_000) }),
  /** Connections are cut some time after they were opened. */
  z.strictObject({ kind: z.literal('dropping'), everyMs: milliseconds(5_000, 600_000) }),
  /** ONVIF time, sender reports and the clock on the picture are off; the same rate as before. */
  z.strictObject({
    kind: z.literal('clock_drift'),
    offsetMs: z
      .int()
      .min(-10 * 365 * 86_400_000)
      .max(10 * 365 * 86_400_000)
      .default(90_000),
  }),
  /** Ten seconds from key frame to key frame. */
  z.strictObject({ kind: z.literal('key_frame_10s') }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
