/** Numbers, dates and durations as a reader of each language expects them; always the city's own time. */
import { en } from './en.ts';
import { vi } from './vi.ts';

export type Language = 'vi' | 'en';

const zone = 'Asia/Ho_Chi_Minh';
const localeOf = { vi: 'vi-VN', en: 'en-GB' } as const;
const units = { vi: vi.unit, en: en.unit } as const;

export interface Format {
  /** `1.234.567`, `12,5`; at most `digits` decimals (default 0). */
  readonly number: (value: number, digits?: number) => string;
  /** A share of one as `97,2%`. */
  readonly percent: (share: number) => string;
  /** `08:05:09` */
  readonly time: (ms: number) => string;
  /** `22/11/2026` */
  readonly date: (ms: number) => string;
  /** `Chủ Nhật, 22/11/2026` of `2026-11-22`; with the hour behind it of `2026-11-22T08:05`. */
  readonly day: (field: string) => string;
  /** `22/11/2026 08:05:09` */
  readonly dateTime: (ms: number) => string;
  /** Time of day when the moment lies within the last 20 hours, otherwise date and time. */
  readonly moment: (ms: number, now: number) => string;
  /** Age of something live, one decimal below ten seconds: `0,3 s`, `14 s`, `2 ph 05 s`. */
  readonly age: (ms: number) => string;
  /** `38 s`, `6 ph 57 s`, `4 giờ 37 ph`, `3 ngày 4 giờ`. */
  readonly duration: (ms: number) => string;
  /** `1,2 MB` */
  readonly bytes: (count: number) => string;
  /** Hour of the day, 0-23. */
  readonly hour: (ms: number) => number;
}

function createFormat(language: Language): Format {
  const locale = localeOf[language];
  const unit = units[language];
  const numbers = [0, 1, 2].map((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  // British English writes both the way Vietnamese screens do: 22/11/2026 and 08:05:09.
  const dates = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: '2-digit', month: '2-digit', year: 'numeric' });
  const times = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium', hourCycle: 'h23' });
  const weekdays = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' });
  const hours = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });

  const number = (value: number, digits = 0): string => (numbers[digits] ?? oneDecimal).format(value);
  const time = (ms: number): string => times.format(ms);
  const date = (ms: number): string => dates.format(ms);
  const day = (field: string): string => {
    const [days = '', clock] = field.split('T');
    const said = `${weekdays.format(Date.parse(days))}, ${days.split('-').toReversed().join('/')}`;
    return clock === undefined ? said : `${said} ${clock}`;
  };
  const dateTime = (ms: number): string => `${date(ms)} ${time(ms)}`;
  const duration = (ms: number): string => {
    const seconds = Math.max(0, Math.floor(ms / 1_000));
    if (seconds < 60) return `${seconds} ${unit.second}`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} ${unit.minute} ${String(seconds % 60).padStart(2, '0')} ${unit.second}`;
    const wholeHours = Math.floor(minutes / 60);
    if (wholeHours < 24) return `${wholeHours} ${unit.hour} ${String(minutes % 60).padStart(2, '0')} ${unit.minute}`;
    return `${number(Math.floor(wholeHours / 24))} ${unit.day} ${wholeHours % 24} ${unit.hour}`;
  };
  return {
    number,
    percent: (share) => percents.format(share),
    time,
    date,
    day,
    dateTime,
    moment: (ms, now) => (Math.abs(now - ms) < 20 * 3_600_000 ? time(ms) : dateTime(ms)),
    age: (ms) => (ms < 9_950 ? `${oneDecimal.format(Math.max(0, ms) / 1_000)} ${unit.second}` : duration(ms)),
    duration,
    bytes: (count) =>
      count < 1_000_000
        ? `${number(Math.ceil(count / 1_000))} ${unit.kb}`
        : `${number(count / 1_000_000, 1)} ${unit.mb}`,
    hour: (ms) => Number(hours.format(ms)),
  };
}

/** One format per language. */
export const formats: Readonly<Record<Language, Format>> = { vi: createFormat('vi'), en: createFormat('en') };
