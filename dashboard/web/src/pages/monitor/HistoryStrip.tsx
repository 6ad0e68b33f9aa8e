import type { CameraHistory } from '@khue/domain/api';
import { cameraStateSchema, type CameraState } from '@khue/domain/cameraStatus';
import type { JSX } from 'react';
import { useCameraHistory } from '../../data/cameraHistory.ts';
import { useTexts } from '../../i18n/language.ts';
import './historyStrip.css';

type Band = 'up' | 'unknown' | 'down';

function bandOf(state: CameraState): Band {
  switch (state) {
    case 'online':
    case 'degraded':
      return 'up';
    case 'offline':
    case 'unauthorised':
      return 'down';
    case 'unknown':
      return 'unknown';
    default:
      return state satisfies never;
  }
}

/** Spans as bands, in percent of the width; what no span covers is unknown and stays hatched. */
function bandsOf(history: CameraHistory): { band: Band; left: number; width: number; now: boolean }[] {
  const from = Date.parse(history.from);
  const whole = Date.parse(history.to) - from;
  return history.spans.flatMap((span, place) => {
    const state = cameraStateSchema.safeParse(span.state);
    const band = state.success ? bandOf(state.data) : 'unknown';
    const left = Math.max(0, (Date.parse(span.from) - from) / whole) * 100;
    const right = Math.min(1, (Date.parse(span.to) - from) / whole) * 100;
    return right <= left ? [] : [{ band, left, width: right - left, now: place === history.spans.length - 1 }];
  });
}

const hourMs = 3_600_000;

/** Every sixth hour of the city's clock within the 24 hours, in percent of the width. */
function ticksOf(history: CameraHistory, hourOf: (ms: number) => number): { hour: number; left: number }[] {
  const from = Date.parse(history.from);
  const whole = Date.parse(history.to) - from;
  const first = Math.ceil(from / hourMs) * hourMs;
  return Array.from({ length: 25 }, (_, i) => first + i * hourMs)
    .filter((at) => at <= from + whole && hourOf(at) % 6 === 0)
    .map((at) => ({ hour: hourOf(at), left: ((at - from) / whole) * 100 }))
    .filter(({ left }) => left > 4 && left < 96);
}

/** The last 24 hours of a camera: height and texture tell, colour only marks a loss that goes on now. */
export function HistoryStrip({ cameraId }: { readonly cameraId: string }): JSX.Element {
  const { t, format } = useTexts();
  const history = useCameraHistory(cameraId);
  const known = history.data;
  const percent =
    known?.availability === undefined || known.availability === null ? null : format.percent(known.availability);
  const label = percent === null ? t('school.strip.labelUnknown') : t('school.strip.label', { percent });
  return (
    <div className="history">
      <span className="visually-hidden">{label}</span>
      <span className="history-line" aria-hidden="true">
        {known !== undefined &&
          bandsOf(known).map(({ band, left, width, now }) => (
            <i
              key={`${band}-${left}`}
              className={now && band === 'down' ? 'down now' : band}
              style={{ left: `${left}%`, width: `${width}%` }}
            />
          ))}
      </span>
      <span className="history-percent" aria-hidden="true">
        {percent ?? '–'}
      </span>
      <span className="history-ticks" aria-hidden="true">
        {known !== undefined &&
          ticksOf(known, format.hour).map(({ hour, left }) => (
            <span key={left} style={{ left: `${left}%` }}>
              {hour === 12 ? t('school.strip.hour', { hour }) : hour}
            </span>
          ))}
      </span>
    </div>
  );
}
