import { clockStateOf, type RunningClock } from '@khue/domain/privacyClocks';
import type { JSX } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { useTexts } from '../../i18n/language.ts';

/** Less than so much left is said louder. */
const soonMs = 24 * 3_600_000;

const signs = {
  kept: 'm3 8.500 3.400 3.500L13 4.500',
  kept_late: 'M8 2a6 6 0 1 0 .01 0M8 4.500V8.500l2.800 1.600',
  running: 'M8 2a6 6 0 1 0 .01 0M8 4.500V8.500l2.800 1.600',
  over: 'M8 1.500 15 14H1ZM8 6v4M8 11.800v.5',
} as const;

interface ClockProps {
  readonly name: string;
  readonly clock: Pick<RunningClock<string>, 'by' | 'keptAt'>;
}

/** A deadline as shape, word and time: how long is left, by how much it is missed, when it was kept. */
export function Clock({ name, clock: { by, keptAt } }: ClockProps): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const state = clockStateOf({ key: name, by, keptAt }, now);
  const time = format.duration(Math.abs((keptAt ?? now) - by));
  const isSoon = state === 'running' && by - now < soonMs;
  return (
    <span className="clock" data-clock={state} data-soon={isSoon}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={signs[state]} />
      </svg>
      <b>{t(`privacy.clock.${state}`, { time })}</b>
      <small>
        {keptAt === null
          ? t('privacy.clock.by', { time: format.dateTime(by) })
          : t('privacy.clock.at', { time: format.dateTime(keptAt) })}
      </small>
    </span>
  );
}
