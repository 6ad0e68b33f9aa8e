/** The city's own clock, Asia/Ho_Chi_Minh: UTC+7 the year round, so that it needs no table of zones. */
export const cityOffsetMs = 7 * 3_600_000;

/** `2026-11-25T10:30:59`, in the city. */
export function citySecond(ms: number): string {
  return new Date(ms + cityOffsetMs).toISOString().slice(0, 19);
}

/** `2026-11-25T10:30`, in the city: as a field of type `datetime-local` holds it. */
export function cityMinute(ms: number): string {
  return citySecond(ms).slice(0, 16);
}

/** When a minute of a `datetime-local` field is, milliseconds since the epoch; null where it is none. */
export function readCityMinute(text: string): number | null {
  const ms = Date.parse(`${text}Z`) - cityOffsetMs;
  return Number.isNaN(ms) ? null : ms;
}

/** `2026-11-25`, the day in the city: as a field of type `date` holds it. */
export function cityDay(ms: number): string {
  return citySecond(ms).slice(0, 10);
}
