/** NET: what the product's own health probes have seen. */
import { z } from 'zod';
import { isRead, amount, fail, type Judge, pass, unknown, unread } from './judging.ts';

const availabilitySchema = z.object({ minRatio: z.number().min(0).max(1), minKnownHours: z.number().min(0) });
const hourMs = 3_600_000;

/** NET-01: share of the known time of the month in which the camera answered. */
const availability: Judge = ({ readings: { health }, threshold }) => {
  if (!isRead(health)) return unread(health);
  const { minRatio, minKnownHours } = availabilitySchema.parse(threshold);
  const { knownMs, upMs } = health.facts;
  if (knownMs <= 0 || knownMs < minKnownHours * hourMs) {
    return unknown('history_short', [health], { hours: Math.floor(knownMs / hourMs), needed: minKnownHours });
  }
  const ratio = upMs / knownMs;
  const value = amount(ratio * 100, 1, { vi: '%', en: '%' });
  return ratio >= minRatio ? pass([health], value) : fail('not_met', [health], value);
};

export const netJudges: Readonly<Record<string, Judge>> = { 'NET-01': availability };
