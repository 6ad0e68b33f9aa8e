import type { SchoolSeverity } from '@khue/domain/cameraStatus';
import type { ButtonHTMLAttributes, JSX, ReactNode } from 'react';
import { useTexts } from '../i18n/language.ts';
import { SeveritySign } from './SeveritySign.tsx';
import './callRow.css';

interface CallRowProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'title' | 'type'> {
  readonly severity: SchoolSeverity;
  /** Somebody has it in hand, or it needs nobody: drawn hollow and quiet. */
  readonly settled: boolean;
  readonly selected: boolean;
  readonly title: string;
  /** Since when, milliseconds since the epoch; null: not known. */
  readonly since: number | null;
  readonly now: number;
  /** What stands behind the word for the severity. */
  readonly place: ReactNode;
  /** How long it has been waiting, milliseconds; null: not known. */
  readonly waitedMs: number | null;
}

/** A row of a list of what calls for somebody: how bad, what, where, since when, for how long. */
export function CallRow(props: CallRowProps): JSX.Element {
  const { severity, settled, selected, title, since, now, place, waitedMs, className = '', ...button } = props;
  const { t, format } = useTexts();
  const isLoud = severity === 'critical' && !settled;
  return (
    <button
      {...button}
      type="button"
      className={`call-row${isLoud ? ' loud' : ''}${settled ? ' settled' : ''} ${className}`}
      data-severity={severity}
      aria-current={selected ? 'true' : undefined}
    >
      <SeveritySign severity={severity} hollow={settled} />
      <span className="call-title">{title}</span>
      <span className="call-time" title={since === null ? undefined : format.dateTime(since)}>
        {since === null ? '–' : format.moment(since, now)}
      </span>
      <span className="call-place">
        <b>{t(`severity.${severity}`)}</b> · {place}
      </span>
      <span className="call-for">{waitedMs === null ? '' : format.duration(waitedMs)}</span>
    </button>
  );
}
