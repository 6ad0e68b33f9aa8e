/** The shape of a severity: readable without colour. Words stand beside it, so the sign itself is silent. */
import type { CameraState, SchoolSeverity } from '@khue/domain/cameraStatus';
import type { JSX } from 'react';

/** Outline of a sign in a box of 24 by 24; drawn as SVG here and on the map's canvas alike. */
export const severityPaths = {
  critical: 'M12 1.500 22.500 12 12 22.500 1.500 12Z',
  high: 'M12 3 22.400 21H1.600Z',
  medium: 'M3.500 3.500h17v17h-17Z',
  low: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z',
} as const;

interface SignProps {
  readonly severity: SchoolSeverity;
  /** Somebody has it in hand: an outline instead of a filled shape. */
  readonly hollow?: boolean;
}

/** Acknowledged: the same shape, empty. */
function HollowSign({ severity }: { readonly severity: keyof typeof severityPaths }): JSX.Element {
  return (
    <svg className={`sign ${severity} hollow`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={severityPaths[severity]} fill="none" stroke="currentColor" strokeWidth="2.600" strokeLinejoin="round" />
    </svg>
  );
}

export function SeveritySign({ severity, hollow = false }: SignProps): JSX.Element {
  switch (severity) {
    case 'critical':
      if (hollow) return <HollowSign severity={severity} />;
      return (
        <svg className="sign critical" viewBox="0 0 24 24" aria-hidden="true">
          <path d={severityPaths.critical} fill="currentColor" />
          <path d="M12 6.500v7M12 16.200v1.600" stroke="#fff" strokeWidth="2.400" strokeLinecap="round" />
        </svg>
      );
    case 'high':
    case 'medium':
    case 'low':
      if (hollow) return <HollowSign severity={severity} />;
      return (
        <svg className={`sign ${severity}`} viewBox="0 0 24 24" aria-hidden="true">
          <path d={severityPaths[severity]} fill="currentColor" />
        </svg>
      );
    case 'unknown':
      return (
        <svg className="sign unknown" viewBox="0 0 24 24" aria-hidden="true">
          <circle
            cx="12"
            cy="12"
            r="9.500"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.800"
            strokeDasharray="3 2"
          />
          <path
            d="M9.200 9.600a2.900 2.900 0 1 1 4.300 2.500c-.9.6-1.500 1.100-1.500 2.100M12 16.800v.6"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
          />
        </svg>
      );
    case 'normal':
    case 'none':
      return (
        <svg className="sign normal" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="5" fill="currentColor" />
        </svg>
      );
    default:
      return severity satisfies never;
  }
}

/** How a camera's state looks beside a school's: the same shapes, one step quieter. */
export function severityOfCamera(state: CameraState): SchoolSeverity {
  switch (state) {
    case 'offline':
      return 'high';
    case 'unauthorised':
      return 'medium';
    case 'degraded':
      return 'low';
    case 'unknown':
      return 'unknown';
    case 'online':
      return 'normal';
    default:
      return state satisfies never;
  }
}
