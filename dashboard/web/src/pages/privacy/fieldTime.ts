/** Moments out of form fields, which hold the city's own time (domain/cityTime.ts), whatever the browser's zone. */

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
