import type { RuleSeverity, VerdictResult } from '@khue/domain/audit';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

const signs: Readonly<Record<VerdictResult, string>> = {
  FAIL: 'm4 4 8 8M12 4l-8 8',
  WARN: 'M8 3v6M8 12v.600',
  UNKNOWN: 'M5.600 6a2.400 2.400 0 1 1 3.500 2.100C8.400 8.600 8 9 8 9.800M8 12.200v.400',
  WAIVED: 'M4 8h8',
  'N/A': 'M11 3 5 13',
  PASS: 'm3.500 8.500 3 3 6-7',
};

interface MarkProps {
  readonly result: VerdictResult;
  readonly severity: RuleSeverity;
}

/** A verdict as shape, colour and word: a solid block only for a critical failure. */
export function VerdictMark({ result, severity }: MarkProps): JSX.Element {
  const { t } = useTexts();
  const look = result === 'FAIL' && severity === 'critical' ? 'CRITICAL' : result;
  return (
    <span className="verdict" data-verdict={look}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={signs[result]} />
      </svg>
      {t(`audit.result.${result}`)}
    </span>
  );
}
