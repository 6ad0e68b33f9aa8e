/** Moments as form fields hold them: the city's own time, whatever the browser's zone. */

const cityOffsetMs = 7 * 3_600_000;

/** `2026-11-25T10:30` for a field of type `datetime-local`. */
export function cityMinute(ms: number): string {
  return new Date(ms + cityOffsetMs).toISOString().slice(0, 16);
}

/** `2026-11-25` for a field of type `date`, some days later. */
export function cityDay(ms: number, daysLater = 0): string {
  return new Date(ms + cityOffsetMs + daysLater * 86_400_000).toISOString().slice(0, 10);
}

/** The ISO moment of a `datetime-local` field; undefined where it is empty or no moment. */
export function momentOfMinute(value: string): string | undefined {
  const ms = Date.parse(`${value}:00+07:00`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The ISO moment at which a day of a `date` field ends; undefined where it is empty or no day. */
export function endOfDay(value: string): string | undefined {
  const ms = Date.parse(`${value}T23:59:59+07:00`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
