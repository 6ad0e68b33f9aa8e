import type { AuditRule } from '@khue/domain/audit';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

const fills = { text: 'M6 1a5 5 0 0 1 0 10Z M6 1a5 5 0 0 0 0 10Z', secondary: 'M6 1a5 5 0 0 0 0 10Z', baseline: '' };

/** How well the source of a rule is known: a circle that is full, half full or empty. */
export function Confidence({ of }: { readonly of: AuditRule['sourceConfidence'] }): JSX.Element {
  const { t } = useTexts();
  return (
    <span className="confidence" title={t(`audit.confidence.${of}`)}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.800" fill="none" stroke="currentColor" strokeWidth="1.400" />
        <path d={fills[of]} fill="currentColor" />
      </svg>
      {t(`audit.confidenceShort.${of}`)}
    </span>
  );
}
