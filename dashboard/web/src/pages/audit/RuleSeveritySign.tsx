import type { RuleSeverity } from '@khue/domain/audit';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { severityPaths } from '../../signs/SeveritySign.tsx';

/** A shape in ink: how heavy a rule weighs never competes with the colour of its verdict. */
export function RuleSeveritySign({ severity }: { readonly severity: RuleSeverity }): JSX.Element {
  const { t } = useTexts();
  return (
    <svg className="rule-severity" viewBox="0 0 24 24" role="img" aria-label={t(`audit.severity.${severity}`)}>
      <path d={severityPaths[severity]} fill="currentColor" />
    </svg>
  );
}
