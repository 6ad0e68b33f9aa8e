/** Deadlines of the law: clock rules and public holidays are data, this is how they are counted. Pure. */
import { cityDay, cityOffsetMs } from './cityTime.ts';
import type { ClockRule } from './privacy.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Number of a moment's day in the city, counted from 1970-01-01. */
function dayNumberOf(ms: number): number {
  return Math.floor((ms + cityOffsetMs) / dayMs);
}

function endOfDay(dayNumber: number): number {
  return (dayNumber + 1) * dayMs - cityOffsetMs - 1;
}

/** 1970-01-01 was a Thursday. */
function isWeekend(dayNumber: number): boolean {
  const weekday = (((dayNumber + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** Monday to Friday, and no public holiday. */
export function isWorkingDay(ms: number, holidays: ReadonlySet<string>): boolean {
  return !isWeekend(dayNumberOf(ms)) && !holidays.has(cityDay(ms));
}

/** The rule of a key that was in force on the day of a moment; of several the youngest; undefined where none was. */
export function clockRuleAt(rules: readonly ClockRule[], key: string, ms: number): ClockRule | undefined {
  const day = cityDay(ms);
  return rules
    .filter((rule) => rule.key === key && rule.validFrom <= day && (rule.validTo === null || day <= rule.validTo))
    .toSorted((a, b) => b.validFrom.localeCompare(a.validFrom))[0];
}

/**
 * When the time that a rule gives is over, ms since the epoch. Hours run from the moment itself. Days begin with the day
 * after and end with the last millisecond of the last one; a last day without work is not moved, so that nobody is told
 * a deadline later than the strictest reading (docs/adr/0022-clocks-of-the-law.md).
 */
export function deadlineAfter(
  rule: Pick<ClockRule, 'amount' | 'unit'>,
  fromMs: number,
  holidays: ReadonlySet<string>,
): number {
  switch (rule.unit) {
    case 'hours':
      return fromMs + rule.amount * hourMs;
    case 'days':
      return endOfDay(dayNumberOf(fromMs) + rule.amount);
    case 'workingDays': {
      let day = dayNumberOf(fromMs);
      for (let counted = 0; counted < rule.amount; ) {
        day += 1;
        if (isWorkingDay(day * dayMs - cityOffsetMs, holidays)) counted += 1;
      }
      return endOfDay(day);
    }
    default:
      return rule.unit satisfies never;
  }
}
