/** When an audit may ask cameras, and how much of a school's line it takes. */
import { z } from 'zod';
import { cityDay, citySecond, cityOffsetMs } from './cityTime.ts';

const minuteOfDaySchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);

/** Hours of every day in the city: from `from` up to, not including, `to`. Over midnight where `to` is not the later; equal: always. */
export const auditHoursSchema = z.object({ from: minuteOfDaySchema, to: minuteOfDaySchema });
export type AuditHours = z.infer<typeof auditHoursSchema>;

/** What an audit asks of a school's line at most, with where that is taken from. */
export const auditLimitsSchema = z.object({
  hours: auditHoursSchema,
  /** Streams that are pulled from one school at once. */
  streamsPerSchool: z.int().positive(),
  source: z.object({ vi: z.string(), en: z.string() }),
});
export type AuditLimits = z.infer<typeof auditLimitsSchema>;

/** What tells when a campaign works. `byDay`: why its starter lets it work at any hour; null: within its hours alone. */
export interface CampaignHours {
  readonly limits: Pick<AuditLimits, 'hours'>;
  readonly byDay: string | null;
}

const dayMs = 86_400_000;

/** Whether a moment, ms since the epoch, lies within the hours. */
export function isWithinHours({ from, to }: AuditHours, atMs: number): boolean {
  const minute = citySecond(atMs).slice(11, 16);
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}

/** Whether a campaign may send anything to cameras at a moment. */
export function mayWorkAt({ limits, byDay }: CampaignHours, atMs: number): boolean {
  return byDay !== null || isWithinHours(limits.hours, atMs);
}

/** When a campaign that may not work at a moment may do so next, ms since the epoch; null: it may now. */
export function worksAgainAtMs(campaign: CampaignHours, atMs: number): number | null {
  if (mayWorkAt(campaign, atMs)) return null;
  const today = Date.parse(`${cityDay(atMs)}T${campaign.limits.hours.from}:00Z`) - cityOffsetMs;
  return today > atMs ? today : today + dayMs;
}
