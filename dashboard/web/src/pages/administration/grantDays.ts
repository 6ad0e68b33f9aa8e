/** Days of the calendar in Hồ Chí Minh City (UTC+7, no summer time) and the moments they begin at. */
const dayMs = 24 * 3_600_000;
const zoneMs = 7 * 3_600_000;

/** `2026-12-31` of a moment. */
export function dayOf(moment: number): string {
  return new Date(moment + zoneMs).toISOString().slice(0, 10);
}

/** The first moment of a day; null where nothing was entered. */
export function startOfDay(day: string): number | null {
  return day === '' ? null : Date.parse(`${day}T00:00:00.000Z`) - zoneMs;
}

/** The first moment after a day: what ends with a day ends there. */
export function endOfDay(day: string): number | null {
  const start = startOfDay(day);
  return start === null ? null : start + dayMs;
}

/** The last day of something that ends at a moment. */
export function lastDayOf(end: number): string {
  return dayOf(end - 1);
}
