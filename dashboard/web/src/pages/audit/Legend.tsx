import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

const entries = [
  { look: 'CRITICAL', word: 'critical' },
  { look: 'FAIL', word: 'fail' },
  { look: 'WARN', word: 'warn' },
  { look: 'UNKNOWN', word: 'unknown' },
  { look: 'WAIVED', word: 'waived' },
  { look: 'PASS', word: 'pass' },
] as const;

/** What the marks of the matrix stand for. */
export function Legend(): JSX.Element {
  const { t, format } = useTexts();
  return (
    <footer className="matrix-legend" aria-label={t('audit.board.legend.label')}>
      {entries.map(({ look, word }) => (
        <span key={look}>
          <span className="cell-mark" data-verdict={look} aria-hidden="true">
            {look === 'PASS' ? '' : format.number(2)}
          </span>
          {t(`audit.board.legend.${word}`)}
        </span>
      ))}
      <span className="legend-unit">{t('audit.board.legend.unit')}</span>
    </footer>
  );
}
