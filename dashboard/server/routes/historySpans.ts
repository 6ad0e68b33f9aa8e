import type { CameraHistory } from '@khue/domain/api';
import type { CameraState } from '@khue/domain/cameraStatus';

interface Change {
  readonly at: Date;
  readonly state: CameraState;
}

interface Span {
  readonly fromMs: number;
  toMs: number;
  readonly state: CameraState;
}

/**
 * Lays state changes (oldest first, led by the state at `from` where known) out as spans without gaps from `from` to
 * `to`; what precedes the first change is unknown. Availability leaves unknown time out.
 */
export function historySpans(changes: readonly Change[], from: Date, to: Date): CameraHistory {
  const spans = spansOf(changes, from.getTime(), to.getTime());
  let knownMs = 0;
  let servingMs = 0;
  for (const { fromMs, toMs, state } of spans) {
    if (state === 'unknown') continue;
    knownMs += toMs - fromMs;
    if (state === 'online' || state === 'degraded') servingMs += toMs - fromMs;
  }
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    spans: spans.map(({ fromMs, toMs, state }) => ({
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      state,
    })),
    availability: knownMs === 0 ? null : servingMs / knownMs,
  };
}

function spansOf(changes: readonly Change[], fromMs: number, toMs: number): Span[] {
  const spans: Span[] = [];
  let state: CameraState = 'unknown';
  let startMs = fromMs;
  function close(endMs: number): void {
    if (endMs <= startMs) return;
    const last = spans.at(-1);
    if (last?.state === state) last.toMs = endMs;
    else spans.push({ fromMs: startMs, toMs: endMs, state });
  }
  for (const change of changes) {
    const atMs = Math.min(Math.max(change.at.getTime(), startMs), toMs);
    close(atMs);
    startMs = atMs;
    state = change.state;
  }
  close(toMs);
  return spans;
}
