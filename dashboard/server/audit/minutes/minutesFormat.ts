import { cityDay, citySecond } from '@khue/domain/cityTime';
import type { Locale } from '@khue/domain/errors';

export interface MinutesFormat {
  /** `1.234` */
  readonly count: (value: number) => string;
  /** A share of one as a score: `80,6`. */
  readonly score: (share: number) => string;
  /** A share of one as `72 %`. */
  readonly percent: (share: number) => string;
  /** `25/11/2026` in the city. */
  readonly day: (moment: string) => string;
  /** `25/11/2026 10:30:59` in the city. */
  readonly moment: (ms: number) => string;
}

const reversed = (day: string): string => day.split('-').toReversed().join('/');

/** Figures and days as minutes write them. */
export function minutesFormat(locale: Locale): MinutesFormat {
  const tag = locale === 'vi' ? 'vi-VN' : 'en-GB';
  const counts = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const scores = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    count: (value) => counts.format(value),
    score: (share) => scores.format(share * 100),
    percent: (share) => `${counts.format(share * 100)} %`,
    day: (moment) => reversed(cityDay(Date.parse(moment))),
    moment: (ms) => {
      const [day = '', time = ''] = citySecond(ms).split('T');
      return `${reversed(day)} ${time}`;
    },
  };
}
