/** Days of the city's calendar and the moments they begin at. */
import { cityDay, cityOffsetMs } from '@khue/domain/cityTime';

const dayMs = 24 * 3_600_000;

/** The first moment of a day; null where nothing was entered. */
export function startOfDay(day: string): number | null {
  return day === '' ? null : Date.parse(`${day}T00:00:00.000Z`) - cityOffsetMs;
}

/** The first moment after a day: what ends with a day ends there. */
export function endOfDay(day: string): number | null {
  const start = startOfDay(day);
  return start === null ? null : start + dayMs;
}

/** The last day of something that ends at a moment. */
export function lastDayOf(end: number): string {
  return cityDay(end - 1);
}
